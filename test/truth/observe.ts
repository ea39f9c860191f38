import { BEHAVIOURS } from './processes';
import type { Service } from './service';
import type { Task } from './task';
import type { ServiceEvidence, StoppedTask, TargetEvidence, TaskEvidence } from '../../lambda/diagnosis/evidence';
import type { CheckName, CheckResult, Outcome, TargetProbe } from '../../lambda/shared/check-result';
import { LAYERS, STATUSES } from '../lambda/diagnosis/diagnosis-fixtures';

/** 03:00 of a night. */
const START_MS = Date.parse('2026-11-20T03:00:00.000Z');

/** What AWS's APIs do to who reads them. */
export interface ApiTrouble {
  /** DescribeTargetHealth is throttled. */
  readonly targets: boolean;
}

export function msOf(seconds: number): number {
  return START_MS + seconds * 1000;
}

function iso(seconds: number): string {
  return new Date(msOf(seconds)).toISOString();
}

/** What ECS and the load balancer say of the service. */
export function evidenceOf(service: Service, trouble: ApiTrouble): ServiceEvidence {
  const { tasks, stopped, deployments, desired, primary } = service;
  return {
    desired,
    running: tasks.filter(({ lifecycle }) => lifecycle === 'RUNNING').length,
    deployments: deployments.map(({ id, createdAt, rolloutState, failedTasks }) => ({
      id, status: id === primary.id ? 'PRIMARY' : 'ACTIVE', rolloutState, createdAt: iso(createdAt), failedTasks,
    })),
    tasks: tasks.map((task) => taskEvidence(task, service, trouble)),
    stopped: stopped.map(stoppedEvidence),
    ...service.isPlacementFailing ? { placement: 'unable to place a task because no container instance met all of its requirements' } : {},
    ...trouble.targets ? { unread: ['the target group could not be read (ThrottlingException)'] } : {},
  };
}

const DESIRED_STOPPED = ['DEACTIVATING', 'STOPPING'];

function taskEvidence(task: Task, service: Service, trouble: ApiTrouble): TaskEvidence {
  const { name, arn, zone, deployment, lifecycle, createdAt, startedAt, stoppingAt, effect, container } = task;
  const isComing = lifecycle === 'PROVISIONING' || lifecycle === 'PENDING';
  const known = container?.health ?? 'NEW';
  return {
    task: name,
    taskArn: arn,
    ...isComing ? {} : { address: '10.0.0.1' },
    createdAt: iso(createdAt),
    ...startedAt === undefined ? {} : { startedAt: iso(startedAt) },
    ...lifecycle === 'PROVISIONING' ? {} : { pullStartedAt: iso(task.pullStartedAt) },
    ...isComing ? { waiting: ['app'] } : { pullStoppedAt: iso(task.pullStoppedAt) },
    ...stoppingAt === undefined ? {} : { stoppingAt: iso(stoppingAt) },
    lastStatus: lifecycle,
    desiredStatus: DESIRED_STOPPED.includes(lifecycle) ? 'STOPPED' : 'RUNNING',
    containerHealth: known === 'NEW' ? 'UNKNOWN' : known,
    zone,
    startedBy: deployment,
    agentConnected: !effect.isAgentLost,
    targets: trouble.targets || !service.terms.loadBalancer ? [] : targetEvidence(task, service),
    ...trouble.targets && service.terms.loadBalancer ? { targetsIncomplete: true } : {},
  };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
const REASONS = { TIMEOUT: 'Target.Timeout', MISMATCH: 'Target.ResponseCodeMismatch', FAILED: 'Target.FailedHealthChecks' } as const;

function targetEvidence(task: Task, { now, terms }: Service): TargetEvidence[] {
  const { lifecycle, target, effect } = task;
  const own = terms.knowsOwnCheck && lifecycle === 'RUNNING' ? ownCheckOf(task, now) : {};
  const evidence = (state: string, reason?: string): TargetEvidence[] => [
    { targetGroup: 'orders', state, ...(reason ? { reason } : {}), ...own },
  ];
  if (lifecycle === 'DEACTIVATING') { return evidence('draining', 'Target.DeregistrationInProgress'); }
  if (lifecycle !== 'RUNNING' || !target) { return []; }
  if (effect.isUnavailable) { return evidence('unavailable', 'Elb.InternalError'); }
  if (target.health === 'NEW') { return evidence('initial', 'Elb.InitialHealthChecking'); }
  return target.health === 'HEALTHY' ? evidence('healthy') : evidence('unhealthy', REASONS[target.reason!]);
}

/** The prober is answered what the load balancer would be, where it gets there. */
function ownCheckOf(task: Task, now: number): Pick<TargetEvidence, 'ownCheck'> {
  if (task.effect.toProber) { return {}; }
  const { effect } = task;
  task.effect = { ...effect };
  delete (task.effect as { toLoadBalancer?: string }).toLoadBalancer;
  const answer = task.answerLoadBalancer(now);
  task.effect = effect;
  return { ownCheck: { passed: answer === 'WELL', words: `its own question is answered: ${answer}` } };
}

function stoppedEvidence({ name, startedAt, stoppedAt, deployment, end }: Task): StoppedTask {
  return {
    task: name,
    ...startedAt === undefined ? {} : { startedAt: iso(startedAt) },
    startedBy: deployment,
    stoppedAt: iso(stoppedAt!),
    ...end,
  };
}

function check(name: CheckName, outcome: Outcome, ms: number, down: readonly string[] = []): CheckResult {
  return {
    layer: LAYERS[name],
    check: name,
    outcome,
    ms,
    status: STATUSES[outcome] ?? 'DOWN',
    detail: `${name} was ${outcome}`,
    ...down.length > 0 ? { components: down.map((component) => ({ name: component, status: 'DOWN' as const })) } : {},
  };
}

/** What the prober finds at a task, layer by layer, each only where the one below answered: lambda/engine/probe-target.ts. */
export function probeOf(task: Task, { now, terms, random }: Service): TargetProbe | undefined {
  if (task.lifecycle !== 'RUNNING' || terms.plan.worker) { return undefined; }
  const { toProber, exposes } = task.effect;
  const { port, tls, liveness, readiness, pace = 0.02, luck = 0, down } = task.behaviour(now);
  const wait = terms.budget.verification.timeout * 1000;
  const network: Outcome = toProber === 'UNREACHABLE' ? 'UNREACHABLE' : toProber === 'DROPPED' || port === 'SILENT' ? 'TIMEOUT' : 'OK';
  const open: Outcome = network !== 'OK' ? 'SKIPPED' : port === 'CLOSED' || port === 'LOOPBACK' ? 'REFUSED' : 'OK';
  const handshake: Outcome | undefined = !terms.overTls ? undefined : open === 'OK' ? tls ?? 'OK' : 'SKIPPED';
  const isReached = open === 'OK' && (handshake === undefined || ['OK', 'CERTIFICATE_INVALID', 'CERTIFICATE_EXPIRING'].includes(handshake));
  const answer = (outcome: Outcome): Outcome => (!isReached ? 'SKIPPED' : luck > 0 && random.chance(luck) ? 'TIMEOUT' : outcome);
  const ms = (outcome: Outcome) => (outcome === 'TIMEOUT' ? wait : pace * wait);
  const [live, ready] = [answer(liveness), answer(readiness)];
  return {
    id: task.arn,
    checks: [
      check('network', network, 1),
      check('port', network === 'TIMEOUT' ? 'TIMEOUT' : open, 1),
      ...exposes ? [check('closed-port', 'EXPOSED', 1)] : [],
      ...handshake ? [check('certificate', handshake, 2)] : [],
      check('liveness', live, ms(live)),
      ...terms.plan.readiness ? [check('readiness', ready, ms(ready), ready === 'UNHEALTHY' ? down : [])] : [],
    ],
  };
}

/** The probe of a declared dependency. */
export function dependencyProbe(name: string, isDown: boolean): TargetProbe {
  const behaviour = isDown ? BEHAVIOURS['closed its port'] : BEHAVIOURS.well;
  const port: Outcome = behaviour.port === 'CLOSED' ? 'REFUSED' : 'OK';
  return { id: name, checks: [check('network', 'OK', 1), check('port', port, 1)] };
}
