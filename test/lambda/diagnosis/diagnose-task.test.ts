import { combinations, longSeen, NOW, OF_SERVICES, OUTCOMES, PLAN, probeOf, taskEvidence } from './diagnosis-fixtures';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { diagnoseTask as diagnose } from '../../../lambda/diagnosis/diagnose-task';
import type { TargetEvidence, TaskEvidence } from '../../../lambda/diagnosis/evidence';
import { FAULTS, RESTART_HELPS } from '../../../lambda/diagnosis/faults';
import { observeProbe, viewOf } from '../../../lambda/diagnosis/observations';
import type { TargetProbe } from '../../../lambda/shared/check-result';
import type { Diagnosis, Fault } from '../../../lambda/shared/verdict';
import { runs } from '../../runs';

/** As every observer sees it that has had its time. */
function diagnoseTask(task: TaskEvidence, probe: TargetProbe | undefined, plan: typeof PLAN, now: number): Diagnosis {
  const view = probe && viewOf(observeProbe(probe));
  const { history } = view ? longSeen(view, task.startedAt) : { history: undefined };
  return diagnose(task, { ...probe ? { probe } : {}, ...history ? { history } : {} }, plan, now).diagnosis;
}

function target(state: string, reason?: string): TargetEvidence {
  return { targetGroup: 'orders', state, ...reason ? { reason } : {} };
}

function secondsAgo(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

const FINE = probeOf();
const HUNG = probeOf({ liveness: 'TIMEOUT' });
const SLOW = probeOf({ readiness: 'SLOW' });
const EXPOSED = probeOf({ 'closed-port': 'EXPOSED' });

test('what fails while it starts is remembered as coming: no change that would make a task unsteady', () => {
  const viewAfter = (seconds: number, probe: TargetProbe) =>
    diagnose({ ...taskEvidence(), startedAt: secondsAgo(seconds) }, { probe }, PLAN, NOW).view;
  expect([viewAfter(5, HUNG), viewAfter(5, probeOf({ port: 'REFUSED' })), viewAfter(5, FINE)]).toEqual(['COMING', 'COMING', 'WELL']);
  expect(viewAfter(3_600, HUNG)).toBe('HUNG');
});

const ROWS: readonly [Fault, string, Partial<TaskEvidence>, TargetProbe | undefined][] = [
  ['HEALTHY', 'all agree', {}, FINE],
  ['HEALTHY', 'young, and well already', { startedAt: secondsAgo(1) }, FINE],
  ['HEALTHY', 'no container check', { containerHealth: 'UNKNOWN' }, FINE],
  ['HEALTHY', 'UNHEALTHY is stale, the agent is gone', { containerHealth: 'UNHEALTHY', agentConnected: false }, FINE],
  [
    'HEALTHY',
    'the other group of a blue/green pair is unused',
    { targets: [target('healthy'), target('unused', 'Target.NotInUse')] },
    FINE,
  ],
  ['DRAINING', 'ECS wants it stopped', { desiredStatus: 'STOPPED' }, HUNG],
  ['DRAINING', 'ECS deregisters it', { lastStatus: 'DEACTIVATING' }, HUNG],
  ['DRAINING', 'the target is draining', { targets: [target('draining', 'Target.DeregistrationInProgress')] }, HUNG],
  ['HUNG', 'unhealthy.draining is no deregistration', { targets: [target('unhealthy.draining')] }, HUNG],
  ['STUCK_OUT_OF_SERVICE', 'it has said for an hour that it is out of service', {}, probeOf({ readiness: 'OUT_OF_SERVICE' })],
  ['STARTING', 'no container yet', { lastStatus: 'PENDING', address: undefined, startedAt: undefined }, undefined],
  [
    'STARTING',
    'the load balancer still registers it',
    { startedAt: secondsAgo(240), targets: [target('initial', 'Elb.RegistrationInProgress')] },
    FINE,
  ],
  ['HUNG', 'the load balancer has registered it for an hour', { targets: [target('initial', 'Elb.RegistrationInProgress')] }, HUNG],
  ['STARTING', 'younger than its startup and not well', { startedAt: secondsAgo(59) }, HUNG],
  ['STARTING', 'out of service until it has booted', { startedAt: secondsAgo(5) }, probeOf({ readiness: 'OUT_OF_SERVICE' })],
  ['STARTING', 'younger than its startup and not registered yet', { startedAt: secondsAgo(5), targets: [] }, FINE],
  ['HUNG', 'as old as its startup', { startedAt: secondsAgo(60) }, HUNG],
  ['HUNG', 'whatever the others believe', { containerHealth: 'UNHEALTHY', targets: [target('unhealthy', 'Target.Timeout')] }, HUNG],
  [
    'PORT_CLOSED',
    'refused',
    { containerHealth: 'UNHEALTHY', targets: [target('unhealthy', 'Target.FailedHealthChecks')] },
    probeOf({ port: 'REFUSED' }),
  ],
  [
    'LISTENS_ELSEWHERE',
    'refused, and its container check passes',
    { targets: [target('unhealthy', 'Target.FailedHealthChecks')] },
    probeOf({ port: 'REFUSED' }),
  ],
  ['LOAD_BALANCER_BLOCKED', 'only the load balancer times out', { targets: [target('unhealthy', 'Target.Timeout')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'wrong path', { targets: [target('unhealthy', 'Target.ResponseCodeMismatch')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'wrong protocol', { targets: [target('unhealthy', 'Target.FailedHealthChecks')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'not in use', { targets: [target('unused', 'Target.NotInUse')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'not registered', { targets: [target('unused', 'Target.NotRegistered')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'in a state that is no use', { targets: [target('unused', 'Target.InvalidState')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'address not usable', { targets: [target('unused', 'Target.IpUnusable')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'no check', { targets: [target('unavailable', 'Target.HealthCheckDisabled')] }, FINE],
  ['LOAD_BALANCER_FAULT', 'trouble of its own', { targets: [target('unhealthy', 'Elb.InternalError')] }, FINE],
  ['LOAD_BALANCER_MISCONFIGURED', 'known to no group', { targets: [] }, FINE],
  ['HEALTHY', 'known to no group, but not all could be read', { targets: [], targetsIncomplete: true }, FINE],
  [
    'HEALTHY',
    'unused in one group, and the other could not be read',
    { targets: [target('unused', 'Target.NotInUse')], targetsIncomplete: true },
    FINE,
  ],
  [
    'LOAD_BALANCER_BLOCKED',
    'unhealthy in one group, whatever the other says',
    { targets: [target('unhealthy', 'Target.Timeout')], targetsIncomplete: true },
    FINE,
  ],
  ['LOAD_BALANCER_MISCONFIGURED', 'the certificate can wait', { targets: [] }, probeOf({ certificate: 'CERTIFICATE_EXPIRING' })],
  ['LOAD_BALANCER_MISCONFIGURED', 'slowness explains no missing target', { targets: [] }, SLOW],
  ['SLOW', 'slowness explains the timeout', { targets: [target('unhealthy', 'Target.Timeout')], containerHealth: 'UNHEALTHY' }, SLOW],
  ['CONTAINER_CHECK_BROKEN', 'answers from outside', { containerHealth: 'UNHEALTHY' }, FINE],
  [
    'LOAD_BALANCER_BLOCKED',
    'lost traffic is worse',
    { containerHealth: 'UNHEALTHY', targets: [target('unhealthy', 'Target.Timeout')] },
    FINE,
  ],
  ['PORT_EXPOSED', 'nothing else is wrong', {}, EXPOSED],
  ['PORT_EXPOSED', 'slow as well', {}, probeOf({ 'closed-port': 'EXPOSED', 'readiness': 'SLOW' })],
  ['STARTING', 'open for a moment at the start', { startedAt: secondsAgo(5) }, EXPOSED],
  ['HUNG', 'worse than what is open', {}, probeOf({ 'closed-port': 'EXPOSED', 'liveness': 'TIMEOUT' })],
  ['LOAD_BALANCER_BLOCKED', 'lost traffic is worse than what is open', { targets: [target('unhealthy', 'Target.Timeout')] }, EXPOSED],
  ['HEALTHY', 'nobody knows whether the port is closed', {}, probeOf({ 'closed-port': 'PROBER' })],
  ['PROBER_FAULT', 'bridge mode: no address', { address: undefined, targets: [] }, undefined],
  ['PROBER_FAULT', 'no answer from the prober', {}, undefined],
  ['PROBER_FAULT', 'young, but nothing is known', { startedAt: secondsAgo(5) }, probeOf({ network: 'PROBER' })],
];

describe('a boot of 600 s, which outlasts the start period of the container check', () => {
  const slow = { ...PLAN, timing: { ...PLAN.timing, startupSeconds: 600, containerSeconds: 643 } };

  test.each<[Fault, string, number, TargetProbe]>([
    ['STARTING', 'it boots, and its check fails', 400, HUNG],
    ['STARTING', 'it answers already, and ECS has not seen it yet', 400, FINE],
    ['STARTING', 'it has booted, and ECS may check it once more', 642, FINE],
    ['CONTAINER_CHECK_BROKEN', 'ECS has had the time for a check', 643, FINE],
    ['HUNG', 'it has had the time to boot', 600, HUNG],
  ])('%s: UNHEALTHY, and %s, after %d s', (fault, _, age, probe) => {
    expect(diagnoseTask(taskEvidence({ containerHealth: 'UNHEALTHY', startedAt: secondsAgo(age) }), probe, slow, NOW).fault).toBe(fault);
  });
});

test.each(ROWS)('%s: %s', (fault, _, changes, probe) => {
  expect(diagnoseTask(taskEvidence(changes), probe, PLAN, NOW).fault).toBe(fault);
});

test('a service without target groups is not registered anywhere, and rightly so', () => {
  expect(diagnoseTask(taskEvidence({ targets: [] }), FINE, { ...PLAN, targetGroups: [] }, NOW).fault).toBe('HEALTHY');
});

test('a task that only the prober cannot reach is not down', () => {
  const found = diagnoseTask(
    taskEvidence(),
    probeOf({ network: 'TIMEOUT', port: 'TIMEOUT', liveness: 'SKIPPED', readiness: 'SKIPPED' }),
    PLAN,
    NOW,
  );
  expect(found).toMatchObject({ fault: 'PROBER_CUT_OFF', status: 'DEGRADED', remedy: 'ALERT' });
  expect(found.evidence).toContain('target group orders says healthy');
});

test('the evidence of a fault that only others see tells their view first, then ours', () => {
  const task = taskEvidence({ containerHealth: 'UNHEALTHY', targets: [target('unhealthy', 'Target.ResponseCodeMismatch')] });
  expect(diagnoseTask(task, FINE, PLAN, NOW).evidence).toEqual([
    'target group orders says unhealthy (Target.ResponseCodeMismatch)',
    'answered well: network (L3), port (L4), liveness (L7), readiness (L7)',
  ]);
});

const PROBES: readonly (TargetProbe | undefined)[] = [
  undefined,
  FINE,
  ...OUTCOMES.map((outcome) => probeOf({ port: outcome })),
  ...OUTCOMES.map((outcome) => probeOf({ 'closed-port': outcome })),
  ...OUTCOMES.map((outcome) => probeOf({ certificate: outcome })),
  ...OUTCOMES.map((outcome) => probeOf({ liveness: outcome })),
  ...OUTCOMES.map((outcome) => probeOf({ readiness: outcome })),
  ...OUTCOMES.map((outcome) => probeOf({ liveness: outcome, readiness: 'OUT_OF_SERVICE' })),
];
const STATUSES = ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED'];
const TARGETS: readonly TargetEvidence[][] = [
  [],
  [target('healthy')],
  [target('draining', 'Target.DeregistrationInProgress')],
  [target('unhealthy.draining')],
  ...['Elb.RegistrationInProgress', 'Elb.InitialHealthChecking'].map((reason) => [target('initial', reason)]),
  ...['Target.Timeout', 'Target.ResponseCodeMismatch', 'Target.FailedHealthChecks', 'Elb.InternalError'].map((reason) => [
    target('unhealthy', reason),
  ]),
  ...['Target.NotRegistered', 'Target.NotInUse', 'Target.InvalidState', 'Target.IpUnusable'].map((reason) => [target('unused', reason)]),
  [target('unavailable', 'Target.HealthCheckDisabled')],
  [target('healthy'), target('unhealthy', 'Target.Timeout')],
  [target('unknown')],
];

test('every combination of lifecycle, probe, container, target and age keeps the rules', () => {
  const broken: string[] = [];
  const seen = new Set<Fault>();
  const step = Math.ceil(1e6 / runs(1e6));
  let count = 0;
  for (const [probe, desiredStatus, lastStatus, containerHealth, agentConnected, targets, age] of combinations<
    [TargetProbe | undefined, string, string, TaskEvidence['containerHealth'], boolean, TargetEvidence[], number | undefined]
  >(PROBES, ['RUNNING', 'STOPPED'], STATUSES, ['HEALTHY', 'UNHEALTHY', 'UNKNOWN'], [true, false], TARGETS, [undefined, 10, 3600])) {
    count += 1;
    if (count % step !== 0) { continue; }
    const startedAt = age === undefined ? undefined : secondsAgo(age);
    const task = taskEvidence({ desiredStatus, lastStatus, containerHealth, agentConnected, targets, startedAt });
    const verdict = diagnoseTask(task, probe, PLAN, NOW);
    seen.add(verdict.fault);
    const problem = problemWith(task, probe, age, verdict);
    if (problem && broken.length < 10) { broken.push(`${JSON.stringify(task)} ${JSON.stringify(probe)}: ${problem}`); }
  }
  expect(broken).toEqual([]);
  // The rest is only seen when all tasks of a service are looked at together.
  expect([...seen].filter((fault) => OF_SERVICES.includes(fault))).toEqual([]);
});

function problemWith(task: TaskEvidence, probe: TargetProbe | undefined, age: number | undefined, verdict: Diagnosis): string | undefined {
  const { fault, remedy } = verdict;
  const { status, layer, remedy: tabled } = FAULTS[fault];
  const isCareful = remedy === 'ALERT' && (verdict.alternatives ?? verdict.against ?? [...verdict.evidence]).length > 0;
  const isMilder = verdict.alternatives !== undefined && verdict.status === 'DEGRADED';
  if ((verdict.status !== status && !isMilder) || verdict.layer !== layer || (remedy !== tabled && !isCareful)) {
    return `${fault} is not as the table says`;
  }
  if (verdict.evidence.length === 0) { return 'no evidence'; }
  const acts = RESTART_HELPS.has(remedy) || remedy === 'ALERT';
  const comesOrGoes = task.desiredStatus === 'STOPPED' || task.lastStatus !== 'RUNNING';
  if (comesOrGoes && acts) { return `${fault} while the task comes or goes`; }
  if (age !== undefined && age < PLAN.timing.startupSeconds && acts) { return `${fault} within the startup time`; }
  const own = probe && diagnoseTarget(probe);
  if ((!own || own.fault === 'PROBER_FAULT' || own.status === 'OUT_OF_SERVICE') && acts && fault !== 'STUCK_OUT_OF_SERVICE') {
    return `${fault} although nothing is known or the stop is on purpose`;
  }
  if (fault === 'CONTAINER_CHECK_BROKEN' && (task.containerHealth !== 'UNHEALTHY' || !task.agentConnected)) {
    return 'UNKNOWN health was taken for a fault';
  }
  if (fault === 'HEALTHY' && own?.fault !== 'HEALTHY') { return 'HEALTHY against the probe'; }
  return undefined;
}

test('ECS health UNKNOWN never makes a remedy more daring', () => {
  for (const [probe, targets] of combinations<[TargetProbe | undefined, TargetEvidence[]]>(PROBES, TARGETS)) {
    const unknown = diagnoseTask(taskEvidence({ containerHealth: 'UNKNOWN', targets }), probe, PLAN, NOW);
    expect(unknown.status).toBe(diagnoseTask(taskEvidence({ containerHealth: 'HEALTHY', targets }), probe, PLAN, NOW).status);
  }
});

describe('excuses end, also where ECS does not say since when', () => {
  const left = longSeen('LEAVING').history;

  test('a task that is being stopped', () => {
    const task = taskEvidence({ desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' });
    expect(diagnose(task, {}, PLAN, NOW).diagnosis.fault).toBe('DRAINING');
    expect(diagnose(task, { history: left }, PLAN, NOW).diagnosis.fault).toBe('STUCK_OUT_OF_SERVICE');
  });

  test('a target that is deregistered stays so in the history, so that the excuse does not begin anew', () => {
    const task = taskEvidence({ targets: [target('draining', 'Target.DeregistrationInProgress')] });
    const verdict = diagnose(task, { probe: FINE, history: left }, PLAN, NOW);
    expect(verdict).toMatchObject({ view: 'LEAVING', diagnosis: { fault: 'LOAD_BALANCER_MISCONFIGURED' } });
  });

  test('a task without a start time that changes its view', () => {
    const task = taskEvidence({ startedAt: undefined });
    const history = { views: ['WELL', 'UNWELL'] as const, since: NOW - 1_000, first: NOW - 3_600_000, wasWell: true };
    expect(diagnose(task, { probe: HUNG, history }, PLAN, NOW).diagnosis.fault).toBe('HUNG');
  });
});

test('a task that is let in again says how long the load balancer still counts', () => {
  const { history } = longSeen('WELL');
  const task = taskEvidence({ targets: [target('unhealthy', 'Target.Timeout')] });
  const { fault, evidence } = diagnose(task, { probe: FINE, history: { ...history, unadmittedSince: NOW - 10_000 } }, PLAN, NOW).diagnosis;
  expect(fault).toBe('LOAD_BALANCER_RETURNING');
  expect(evidence).toContain('it has been seen well and not in use for 10 s, and the load balancer needs 25 s to count its checks');
});
