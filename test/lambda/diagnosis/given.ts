import type { ExaminedTask, ServiceEvidence, TaskEvidence } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import type { CheckName, CheckResult, ComponentStatus, Fault, Outcome, ProbeLayer, Status, TargetProbe } from '../../../lambda/report/report';
import type { ProbedPlan } from '../../../src/verification/plan';

export const NOW = Date.parse('2026-11-20T03:12:00.000Z');

export const OUTCOMES: readonly Outcome[] = [
  'OK', 'SKIPPED', 'REFUSED', 'TIMEOUT', 'UNREACHABLE', 'CERTIFICATE_INVALID', 'CERTIFICATE_EXPIRING', 'PROTOCOL_ERROR', 'MISSING', 'UNHEALTHY',
  'OUT_OF_SERVICE', 'DEGRADED', 'EXPOSED', 'SLOW', 'PROBER',
];

const LAYERS: Readonly<Record<CheckName, ProbeLayer>> = { 'network': 'L3', 'port': 'L4', 'closed-port': 'L4', 'certificate': 'TLS', 'liveness': 'L7', 'readiness': 'L7' };

const STATUSES: Readonly<Partial<Record<Outcome, CheckResult['status']>>> = {
  OK: 'UP', SKIPPED: 'SKIPPED', OUT_OF_SERVICE: 'OUT_OF_SERVICE', DEGRADED: 'DEGRADED', SLOW: 'DEGRADED', CERTIFICATE_EXPIRING: 'DEGRADED', EXPOSED: 'DEGRADED', PROBER: 'UNKNOWN',
};

export function check(name: CheckName, outcome: Outcome, components?: readonly ComponentStatus[]): CheckResult {
  const status = STATUSES[outcome] ?? 'DOWN';
  return { layer: LAYERS[name], check: name, status, outcome, ms: 1.5, detail: `${name} was ${outcome}`, ...components ? { components } : {} };
}

/** A probe with the outcomes given, and OK where nothing is said; `undefined` leaves a check out. */
export function probeOf(outcomes: Partial<Record<CheckName, Outcome | undefined>> = {}, components?: readonly ComponentStatus[], id = 'task'): TargetProbe {
  const all = { network: 'OK', port: 'OK', liveness: 'OK', readiness: 'OK', ...outcomes } as Partial<Record<CheckName, Outcome | undefined>>;
  const checks = (['network', 'port', 'closed-port', 'certificate', 'liveness', 'readiness'] as const).flatMap((name) => {
    const outcome = all[name];
    return outcome ? [check(name, outcome, name === 'readiness' ? components : undefined)] : [];
  });
  return { id, checks };
}

export const PLAN: ProbedPlan = {
  version: 1,
  service: { cluster: 'prod', name: 'orders', container: 'app' },
  port: 8080,
  liveness: { protocol: 'http', path: '/live', timeoutMs: 500 },
  readiness: { protocol: 'http', path: '/ready', timeoutMs: 500 },
  targetGroups: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef'],
  dependencies: [],
  timing: { startupSeconds: 60, replacementSeconds: 180, deploymentSeconds: 900, rounds: 1, roundSpacingSeconds: 60, roundDeadlineMs: 10_000 },
  systemicShare: 0.5,
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

/** A task that was diagnosed already. */
export function examined(name: string, fault: Fault, componentsDown: readonly string[] = []): ExaminedTask {
  const components = componentsDown.map((component) => ({ name: component, status: 'DOWN' as Status }));
  const stopping = fault === 'DRAINING' ? { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' } : {};
  return {
    evidence: taskEvidence({ task: name, ...stopping }),
    probe: probeOf(componentsDown.length > 0 ? { readiness: 'UNHEALTHY' } : {}, components),
    diagnosis: diagnosis(fault, [`${fault} was seen`]),
  };
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
  for (const value of first) for (const others of combinations(...rest)) yield [value, ...others] as unknown as T;
}
