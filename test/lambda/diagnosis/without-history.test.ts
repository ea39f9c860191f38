import { NOW, PLAN, probeOf, taskEvidence } from './diagnosis-fixtures';
import { diagnoseTask } from '../../../lambda/diagnosis/diagnose-task';
import type { TaskEvidence } from '../../../lambda/diagnosis/evidence';
import { examineTasks } from '../../../lambda/diagnosis/examine-tasks';
import { restartAdvice } from '../../../lambda/diagnosis/remedies';

/** What a verifier says that has just started and remembers nothing. */

const HUNG = probeOf({ liveness: 'TIMEOUT', readiness: 'TIMEOUT' });
const UNCHECKED: Partial<TaskEvidence> = { containerHealth: 'UNKNOWN', targets: [] };
const WITHOUT_GROUPS = { ...PLAN, targetGroups: [] };

function started(task: string, secondsAgo: number): TaskEvidence {
  return taskEvidence({ ...UNCHECKED, task, startedAt: new Date(NOW - secondsAgo * 1_000).toISOString() });
}

function pair(hung: TaskEvidence, well: TaskEvidence) {
  const probes = new Map([[hung.taskArn, HUNG], [well.taskArn, probeOf()]]);
  return examineTasks({ tasks: [hung, well], probes }, WITHOUT_GROUPS, NOW)[0].diagnosis;
}

test('of a task without checks that hangs alone it does not know whether a restart helps, and says why', () => {
  const { diagnosis: found } = diagnoseTask(taskEvidence(UNCHECKED), { probe: HUNG }, WITHOUT_GROUPS, NOW);
  expect(found).toMatchObject({ fault: 'HUNG', remedy: 'ALERT', doubt: 'NOT_SEEN_BEFORE' });
  expect(restartAdvice(found).answer).toBe('Not known: no earlier verification is remembered that saw it well.');
});

test('nor of one that says itself that it has failed: so does each process of a bad release', () => {
  const probe = probeOf({ liveness: 'UNHEALTHY', readiness: 'UNHEALTHY' });
  const { diagnosis: found } = diagnoseTask(taskEvidence(UNCHECKED), { probe }, WITHOUT_GROUPS, NOW);
  expect(found).toMatchObject({ fault: 'LIVENESS_FAILED', remedy: 'ALERT', doubt: 'NOT_SEEN_BEFORE' });
});

test.each([
  ['later', 3_000],
  ['within one startup time before', 3_660],
])('a restart helps where another task that started %s is well', (_, secondsAgo) => {
  const found = pair(started('task-1', 3_600), started('task-2', secondsAgo));
  expect(found).toMatchObject({ fault: 'HUNG', remedy: 'RESTART' });
  expect(found.doubt).toBeUndefined();
});

test('what was started long before says nothing of what a start leads to now', () => {
  expect(pair(started('task-1', 3_600), started('task-2', 3_661))).toMatchObject({ remedy: 'ALERT', doubt: 'NOT_SEEN_BEFORE' });
});

test('a container check that fails is no past that it knows of: it is told, not taken for well', () => {
  const { diagnosis: found } = diagnoseTask(taskEvidence({ containerHealth: 'UNHEALTHY' }), { probe: probeOf() }, PLAN, NOW);
  expect(found).toMatchObject({ fault: 'CONTAINER_CHECK_BROKEN', remedy: 'ALERT' });
});

test('where it remembers the task to have failed just now, the container check has not had the time', () => {
  const { startedAt } = taskEvidence();
  const history = { startedAt: startedAt!, views: ['WELL', 'UNWELL', 'WELL'] as const, since: NOW, first: NOW - 180_000, wasWell: true };
  const { diagnosis: found } = diagnoseTask(taskEvidence({ containerHealth: 'UNHEALTHY' }), { probe: probeOf(), history }, PLAN, NOW);
  expect(found.fault).toBe('HEALTHY');
});

test('a target that is not used may be let in again or be blocked: both are named, and people are asked', () => {
  const targets = [{ targetGroup: 'orders', state: 'unhealthy', reason: 'Target.Timeout' }];
  const { diagnosis: found } = diagnoseTask(taskEvidence({ targets }), { probe: probeOf() }, PLAN, NOW);
  expect(found).toMatchObject({ fault: 'LOAD_BALANCER_RETURNING', alternatives: ['LOAD_BALANCER_BLOCKED'], remedy: 'ALERT' });
});

test('a task that has only just started is given the time that its load balancer needs', () => {
  const targets = [{ targetGroup: 'orders', state: 'unhealthy', reason: 'Target.Timeout' }];
  const after = (seconds: number) => diagnoseTask(
    taskEvidence({ targets, startedAt: new Date(NOW - seconds * 1_000).toISOString() }), { probe: probeOf() }, PLAN, NOW,
  ).diagnosis.remedy;
  expect([after(84), after(86)]).toEqual(['WAIT', 'ALERT']);
});

test.each([
  ['OBSERVERS_DISAGREE', 'Not known: observers disagree on whether it fails.'],
  ['NEVER_WELL', 'Hardly: it has not been well since it started, and a new task starts in the same way.'],
  ['NOT_SEEN_BEFORE', 'Not known: no earlier verification is remembered that saw it well.'],
] as const)('a restart in doubt, %s, is not answered with a plain no', (doubt, answer) => {
  expect(restartAdvice({ remedy: 'ALERT', doubt }).answer).toBe(answer);
});
