import { combinations, NOW, PLAN, serviceEvidence, taskEvidence } from './diagnosis-fixtures';
import { diagnoseService } from '../../../lambda/diagnosis/diagnose-service';
import { diagnoseTask } from '../../../lambda/diagnosis/diagnose-task';
import type { TaskEvidence } from '../../../lambda/diagnosis/evidence';
import { FAULTS, RESTART_HELPS } from '../../../lambda/diagnosis/faults';
import type { History } from '../../../lambda/diagnosis/history';
import { countsOf } from '../../../lambda/diagnosis/service-counts';
import type { Fault } from '../../../lambda/shared/verdict';
import type { Plan } from '../../../src/shared/plan';

const { port: _port, liveness: _liveness, readiness: _readiness, ...rest } = PLAN;
const WORKER: Plan = { ...rest, targetGroups: [], worker: { verdictSeconds: 95 } };

function secondsAgo(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

const task = (changes: Partial<TaskEvidence>) => taskEvidence({ targets: [], ...changes });

const ROWS: readonly [Fault, string, Partial<TaskEvidence>][] = [
  ['HEALTHY', 'its check succeeds', {}],
  ['HEALTHY', 'it has no address, and needs none', { address: undefined }],
  ['HEALTHY', 'young, and well already', { startedAt: secondsAgo(1) }],
  ['LIVENESS_FAILED', 'its check fails', { containerHealth: 'UNHEALTHY' }],
  ['LIVENESS_FAILED', 'as old as its startup', { containerHealth: 'UNHEALTHY', startedAt: secondsAgo(60) }],
  ['STARTING', 'within its startup', { containerHealth: 'UNHEALTHY', startedAt: secondsAgo(59) }],
  ['STARTING', 'ECS has no verdict yet', { containerHealth: 'UNKNOWN', startedAt: secondsAgo(154) }],
  ['STARTING', 'nobody knows when it started', { containerHealth: 'UNKNOWN', startedAt: undefined }],
  ['PROBER_FAULT', 'ECS had the time for a verdict and has none', { containerHealth: 'UNKNOWN', startedAt: secondsAgo(155) }],
  ['PROBER_FAULT', 'what the agent said is stale', { agentConnected: false }],
  ['PROBER_FAULT', 'what the agent said is stale, and was bad', { containerHealth: 'UNHEALTHY', agentConnected: false }],
  ['DRAINING', 'ECS replaces it', { containerHealth: 'UNHEALTHY', desiredStatus: 'STOPPED' }],
  ['STARTING', 'ECS brings it up', { containerHealth: 'UNKNOWN', lastStatus: 'PENDING', startedAt: undefined }],
];

test.each(ROWS)('%s: %s', (fault, _, changes) => {
  expect(diagnoseTask(task(changes), {}, WORKER, NOW).diagnosis.fault).toBe(fault);
});

test('a worker whose check fails while it starts is remembered as coming: no change that would make it unsteady', () => {
  const viewAfter = (seconds: number) =>
    diagnoseTask(task({ containerHealth: 'UNHEALTHY', startedAt: secondsAgo(seconds) }), {}, WORKER, NOW).view;
  expect([viewAfter(59), viewAfter(60)]).toEqual(['COMING', 'UNWELL']);
});

test.each<[Fault, number]>([
  ['STARTING', 300],
  ['STARTING', 599],
  ['STARTING', 634],
  ['LIVENESS_FAILED', 635],
])('%s: UNHEALTHY since a boot of 600 s, %d s after its start', (fault, age) => {
  const slow = { ...WORKER, timing: { ...WORKER.timing, startupSeconds: 600, containerSeconds: 635 } };
  expect(diagnoseTask(task({ containerHealth: 'UNHEALTHY', startedAt: secondsAgo(age) }), {}, slow, NOW).diagnosis.fault).toBe(fault);
});

test('the evidence says whose view it is', () => {
  expect(diagnoseTask(task({ containerHealth: 'UNHEALTHY' }), {}, WORKER, NOW).diagnosis).toMatchObject({
    layer: 'L7',
    remedy: 'RESTART',
    evidence: ['ECS says the container is UNHEALTHY: its own check fails, and it cannot be probed from outside'],
  });
});

test('every combination of lifecycle, health, agent and age keeps the rules', () => {
  const broken: string[] = [];
  for (const [desiredStatus, lastStatus, containerHealth, agentConnected, age] of combinations<
    [string, string, TaskEvidence['containerHealth'], boolean, number | undefined]
  >(['RUNNING', 'STOPPED'], ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED'],
    ['HEALTHY', 'UNHEALTHY', 'UNKNOWN'], [true, false], [undefined, 10, 100, 3600])) {
    const given = task({
      desiredStatus,
      lastStatus,
      containerHealth,
      agentConnected,
      startedAt: age === undefined ? undefined : secondsAgo(age),
    });
    const { fault, status, layer, remedy, evidence } = diagnoseTask(given, {}, WORKER, NOW).diagnosis;
    const acts = RESTART_HELPS.has(remedy) || remedy === 'ALERT';
    const settled = desiredStatus === 'RUNNING' && lastStatus === 'RUNNING' && age !== undefined && age >= PLAN.timing.startupSeconds;
    const rules = [
      status === FAULTS[fault].status && layer === FAULTS[fault].layer && remedy === FAULTS[fault].remedy && evidence.length > 0,
      !acts || (settled && agentConnected && containerHealth === 'UNHEALTHY'),
      !(settled && agentConnected && containerHealth === 'UNHEALTHY') || fault === 'LIVENESS_FAILED',
      fault !== 'HEALTHY' || (containerHealth === 'HEALTHY' && agentConnected),
    ];
    if (!rules.every(Boolean)) { broken.push(`${JSON.stringify(given)}: ${fault}`); }
  }
  expect(broken).toEqual([]);
});

function verify(healths: readonly TaskEvidence['containerHealth'][], minute = 0, earlier?: History) {
  const tasks = healths.map((containerHealth, index) => task({ task: `t${index}`, containerHealth }));
  const service = serviceEvidence(healths.length, { tasks });
  const examined = tasks.map((evidence) => ({ evidence, ...diagnoseTask(evidence, {}, WORKER, NOW) }));
  const verdict = diagnoseService(examined, service, { dependencies: [] }, WORKER, earlier, NOW + minute * 60_000);
  return { ...verdict, counts: countsOf(verdict, service) };
}

test('a worker that fails alone is restarted, and all of them together are not', () => {
  const look = (...healths: TaskEvidence['containerHealth'][]) => {
    const { service, counts } = verify(healths);
    return { fault: service.fault, ...counts };
  };
  expect(look('HEALTHY', 'UNHEALTHY', 'HEALTHY')).toMatchObject({
    fault: 'LIVENESS_FAILED',
    failing: 1,
    restartWouldHelp: 1,
    needsPeople: 0,
  });
  expect(look('UNHEALTHY', 'UNHEALTHY', 'HEALTHY')).toMatchObject({ fault: 'SYSTEMIC', restartWouldHelp: 0, needsPeople: 1 });
  expect(look('UNKNOWN', 'UNKNOWN')).toMatchObject({ fault: 'PROBER_FAULT', verified: 0, needsPeople: 0 });
});

test('as long as more and more workers fail, nobody knows whether they have it in common', () => {
  const well = verify(['HEALTHY', 'HEALTHY', 'HEALTHY', 'HEALTHY']);
  const first = verify(['HEALTHY', 'UNHEALTHY', 'HEALTHY', 'HEALTHY'], 1, well.history);
  expect(first.service).toMatchObject({ fault: 'LIVENESS_FAILED', alternatives: ['SYSTEMIC'], remedy: 'ALERT' });
  expect(first.tasks[1].diagnosis).toMatchObject({ alternatives: ['SYSTEMIC'], remedy: 'ALERT' });
  expect(first.counts.restartWouldHelp).toBe(0);
  const second = verify(['UNHEALTHY', 'UNHEALTHY', 'HEALTHY', 'HEALTHY'], 2, first.history);
  expect(second.counts.restartWouldHelp).toBe(0);
  const third = verify(['UNHEALTHY', 'UNHEALTHY', 'HEALTHY', 'HEALTHY'], 3, second.history);
  expect(third.service).toMatchObject({ fault: 'LIVENESS_FAILED', remedy: 'RESTART' });
  expect(third.counts.restartWouldHelp).toBe(2);
  expect(verify(['UNHEALTHY'], 1, verify(['HEALTHY']).history).service.remedy).toBe('RESTART');
});
