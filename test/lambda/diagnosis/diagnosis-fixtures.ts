import { diagnoseService, type ServiceProbes } from '../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence, TaskEvidence, View } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import type { History, TaskHistory } from '../../../lambda/diagnosis/history';
import type { CheckName, CheckResult, ComponentStatus, Outcome, TargetProbe } from '../../../lambda/shared/check-result';
import type { Fault, ProbeLayer, Status } from '../../../lambda/shared/verdict';
import type { HttpEndpointPlan, ProbedPlan } from '../../../src/shared/plan';

export const NOW = Date.parse('2026-11-20T03:12:00.000Z');

export const OUTCOMES: readonly Outcome[] = [
  'OK',
  'SKIPPED',
  'REFUSED',
  'TIMEOUT',
  'UNREACHABLE',
  'CERTIFICATE_INVALID',
  'CERTIFICATE_EXPIRING',
  'PROTOCOL_ERROR',
  'MISSING',
  'REQUEST_REFUSED',
  'OVERLOADED',
  'OTHER_PROTOCOL',
  'NOT_YET',
  'NEEDS_PEOPLE',
  'UNHEALTHY',
  'OUT_OF_SERVICE',
  'DEGRADED',
  'EXPOSED',
  'SLOW',
  'PROBER',
];

/** The layer of each check of a task's own port. */
export const LAYERS: Readonly<Record<CheckName, ProbeLayer>> = {
  'network': 'L3',
  'port': 'L4',
  'closed-port': 'L4',
  'certificate': 'TLS',
  'liveness': 'L7',
  'readiness': 'L7',
};

/** What an outcome comes to; DOWN where it is not listed. */
export const STATUSES: Readonly<Partial<Record<Outcome, CheckResult['status']>>> = {
  OK: 'UP',
  SKIPPED: 'SKIPPED',
  OUT_OF_SERVICE: 'OUT_OF_SERVICE',
  DEGRADED: 'DEGRADED',
  SLOW: 'DEGRADED',
  OVERLOADED: 'DEGRADED',
  CERTIFICATE_EXPIRING: 'DEGRADED',
  EXPOSED: 'DEGRADED',
  PROBER: 'UNKNOWN',
};

export function check(name: CheckName, outcome: Outcome, components?: readonly ComponentStatus[]): CheckResult {
  const status = STATUSES[outcome] ?? 'DOWN';
  return {
    layer: LAYERS[name],
    check: name,
    status,
    outcome,
    ms: 1.5,
    detail: `${name} was ${outcome}`,
    ...components ? { components } : {},
  };
}

/** A probe with the outcomes given, and OK where nothing is said; `undefined` leaves a check out. */
export function probeOf(
  outcomes: Partial<Record<CheckName, Outcome | undefined>> = {},
  components?: readonly ComponentStatus[],
  id = 'task',
): TargetProbe {
  const all = { network: 'OK', port: 'OK', liveness: 'OK', readiness: 'OK', ...outcomes } as Partial<
    Record<CheckName, Outcome | undefined>
  >;
  const checks = (['network', 'port', 'closed-port', 'certificate', 'liveness', 'readiness'] as const).flatMap((name) => {
    const outcome = all[name];
    return outcome ? [check(name, outcome, name === 'readiness' ? components : undefined)] : [];
  });
  return { id, checks };
}

export const PLAN: ProbedPlan & { readonly liveness: HttpEndpointPlan; readonly readiness: HttpEndpointPlan } = {
  version: 1,
  service: { cluster: 'prod', name: 'orders', container: 'app' },
  port: 8080,
  liveness: { protocol: 'http', path: '/live', timeoutMs: 500 },
  readiness: { protocol: 'http', path: '/ready', timeoutMs: 500 },
  targetGroups: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef'],
  dependencies: [],
  timing: {
    startupSeconds: 60,
    replacementSeconds: 180,
    drainSeconds: 60,
    container: { failsSeconds: 95, recoversSeconds: 35 },
    target: { failsSeconds: 35, recoversSeconds: 25 },
    deploymentSeconds: 900,
    rounds: 1,
    roundSpacingSeconds: 60,
    roundDeadlineMs: 10_000,
  },
  systemicShare: 0.5,
  minimumServing: 1,
};

export function taskEvidence(changes: Partial<TaskEvidence> = {}): TaskEvidence {
  const task = changes.task ?? 'task-1';
  return {
    task,
    taskArn: `arn:aws:ecs:eu-west-1:111122223333:task/prod/${task}`,
    address: '10.0.0.1',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    containerHealth: 'HEALTHY',
    agentConnected: true,
    startedAt: new Date(NOW - 3_600_000).toISOString(),
    targets: [{ targetGroup: 'orders', state: 'healthy' }],
    ...changes,
  };
}

/** The history of a task that has had a view for an hour, so that every observer has had the time to notice. */
export function longSeen(view: View, startedAt: string | undefined = taskEvidence().startedAt): { readonly history: TaskHistory } {
  return {
    history: {
      ...(startedAt ? { startedAt } : {}),
      views: Array<View>(10).fill(view),
      since: NOW - 3_600_000,
      first: NOW - 3_600_000,
      wasWell: view === 'WELL',
      ...(view === 'WELL' ? { unadmittedSince: NOW - 3_600_000 } : {}),
    },
  };
}

export const LONG_WELL = longSeen('WELL');

/** The history of a service whose fault is as old as that. */
export function seenSince(
  since: string | undefined, tasks: readonly ExaminedTask[], service: ServiceEvidence, probes: ServiceProbes,
): History | undefined {
  if (since === undefined) { return undefined; }
  const { history } = diagnoseService(tasks, service, probes, PLAN, undefined, NOW - 60_000);
  return { ...history, began: Date.parse(since), faultSince: Date.parse(since) };
}

/** Faults that no task has by itself. */
export const OF_SERVICES: readonly Fault[] = [
  'DEPLOYING', 'TASKS_MISSING', 'REPLACING', 'FRONT_DOOR_DOWN', 'SYSTEMIC', 'ZONE_DOWN', 'CRASH_LOOP', 'OUT_OF_MEMORY',
  'TOO_FEW_SERVE',
];

/** A task that was diagnosed already. */
export function examined(name: string, fault: Fault, componentsDown: readonly string[] = []): ExaminedTask {
  const components = componentsDown.map((component) => ({ name: component, status: 'DOWN' as Status }));
  const stopping = fault === 'DRAINING' ? { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' } : {};
  return {
    evidence: taskEvidence({ task: name, ...stopping }),
    probe: probeOf(componentsDown.length > 0 ? { readiness: 'UNHEALTHY' } : {}, components),
    diagnosis: diagnosis(fault, [`${fault} was seen`]),
    further: [],
  };
}

/** The task as one of a deployment's. */
export function startedBy(deployment: string, task: ExaminedTask): ExaminedTask {
  return { ...task, evidence: { ...task.evidence, startedBy: deployment } };
}

export function serviceEvidence(desired: number, changes: Partial<ServiceEvidence> = {}): ServiceEvidence {
  return { desired, running: desired, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }], tasks: [], stopped: [], ...changes };
}

/** Every combination of one value from each list, as in a table with a column for each. */
export function* combinations<T extends readonly unknown[]>(...lists: { readonly [K in keyof T]: readonly T[K][] }): Generator<T> {
  if (lists.length === 0) {
    yield [] as unknown as T;
    return;
  }
  const [first, ...rest] = lists;
  for (const value of first) { for (const others of combinations(...rest)) { yield [value, ...others] as unknown as T; } }
}
