import { type Service, type Task, iso } from './world';
import type { ServiceEvidence, TaskEvidence, TaskIdentity } from '../../../lambda/diagnosis/evidence';
import type { ServiceState } from '../../../lambda/recovery/services/facts';
import type { CheckResult, Outcome, TargetProbe } from '../../../lambda/shared/check-result';
import type { ProbeLayer, Status } from '../../../lambda/shared/verdict';

/** What ECS and ELBv2 say of a service that is like this. */
export function evidenceOf({ desired, deployments, tasks, stopped }: Service): ServiceEvidence {
  const listed = tasks.filter(({ stage }) => stage !== 'STOPPED');
  return {
    desired,
    running: listed.filter(({ stage }) => stage === 'RUNNING').length,
    deployments: deployments.map(({ status, rolloutState, createdAt }) => ({ status, rolloutState, createdAt: iso(createdAt) })),
    tasks: listed.map(taskEvidence),
    stopped,
  };
}

export function stateOf({ desired, deployments }: Service): ServiceState {
  return {
    desired,
    minimumHealthyPercent: 100,
    status: 'ACTIVE',
    deployments: deployments.map(({ status, rolloutState }) => ({ status, rolloutState })),
  };
}

export function identityOf({ arn, address, startedAt, stage, wanted }: Task): TaskIdentity {
  return {
    taskArn: arn,
    address,
    ...startedAt === undefined ? {} : { startedAt: iso(startedAt) },
    lastStatus: stage,
    desiredStatus: wanted,
  };
}

function taskEvidence(task: Task): TaskEvidence {
  const state = task.wanted === 'STOPPED' ? 'draining' : task.isInTargetGroup ? 'healthy' : 'initial';
  return {
    ...identityOf(task),
    task: task.arn.split('/').at(-1)!,
    containerHealth: task.failsContainerCheck ? 'UNHEALTHY' : 'HEALTHY',
    agentConnected: true,
    // ECS registers a task once it runs.
    targets: task.stage === 'PENDING' ? [] : [{ targetGroup: 'web', state }],
  };
}

const STATUS: Readonly<Partial<Record<Outcome, Status>>> = {
  OK: 'UP',
  SLOW: 'DEGRADED',
  TIMEOUT: 'DOWN',
  REFUSED: 'DOWN',
  UNHEALTHY: 'DOWN',
  OUT_OF_SERVICE: 'OUT_OF_SERVICE',
  PROBER: 'UNKNOWN',
  UNREACHABLE: 'DOWN',
};

/** What the prober finds at an address behind which this task runs, or nobody. */
export function probeOf(id: string, task: Task | undefined, now: number): TargetProbe {
  if (!task) { return { id, checks: [check('L4', 'port', 'TIMEOUT')] }; }
  if (task.bootedAt > now) { return { id, checks: [check('L4', 'port', 'REFUSED')] }; }
  const port = check('L4', 'port', 'OK');
  const alive = check('L7', 'liveness', 'OK');
  switch (task.condition) {
    case 'well': return { id, checks: [port, alive, check('L7', 'readiness', 'OK')] };
    case 'slow': return { id, checks: [port, alive, check('L7', 'readiness', 'SLOW')] };
    case 'hung': return { id, checks: [port, check('L7', 'liveness', 'TIMEOUT')] };
    case 'closed': return { id, checks: [check('L4', 'port', 'REFUSED')] };
    case 'filtered': return { id, checks: [check('L4', 'port', 'TIMEOUT')] };
    case 'dead': return { id, checks: [port, check('L7', 'liveness', 'UNHEALTHY')] };
    case 'component': return { id, checks: [port, alive, down(`cache-${task.arn.slice(-2)}`)] };
    case 'dependency': return { id, checks: [port, alive, down('database')] };
    case 'out of service': return { id, checks: [port, alive, check('L7', 'readiness', 'OUT_OF_SERVICE')] };
  }
}

/** Our own trouble: nothing is known of it. */
export function blindProbe(id: string): TargetProbe {
  return { id, checks: [check('L4', 'port', 'PROBER')] };
}

function down(component: string): CheckResult {
  return { ...check('L7', 'readiness', 'UNHEALTHY'), components: [{ name: component, status: 'DOWN' }] };
}

function check(layer: ProbeLayer, name: CheckResult['check'], outcome: Outcome): CheckResult {
  return { layer, check: name, status: STATUS[outcome]!, outcome, ms: 5, detail: outcome };
}
