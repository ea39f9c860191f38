import { examined, NOW, PLAN, serviceEvidence } from './diagnosis-fixtures';
import type { ServiceEvidence, StoppedTask } from '../../../lambda/diagnosis/evidence';
import { missingTasks } from '../../../lambda/diagnosis/missing-tasks';

const { startupSeconds, replacementSeconds } = PLAN.timing;

/** A task that stopped so long ago, after it had lived so long. */
function stopped(secondsAgo: number, lived: number, changes: Partial<StoppedTask> = {}): StoppedTask {
  const at = NOW - secondsAgo * 1_000;
  return {
    task: 'a',
    startedAt: new Date(at - lived * 1_000).toISOString(),
    stoppedAt: new Date(at).toISOString(),
    stopCode: 'EssentialContainerExited',
    ...changes,
  };
}

const judged = (service: ServiceEvidence) => missingTasks([], service, PLAN.timing, undefined, undefined, NOW);
const lack = (...all: StoppedTask[]) => judged({ ...serviceEvidence(2), running: 0, stopped: all }).cause!;

test.each<[name: string, all: StoppedTask[], loop: boolean]>([
  ['two that died before they had started', [stopped(10, startupSeconds - 1), stopped(899, startupSeconds - 1)], true],
  ['one of them as old as it had to be', [stopped(10, startupSeconds - 1), stopped(10, startupSeconds)], false],
  ['one of them a quarter of an hour ago', [stopped(10, startupSeconds - 1), stopped(900, startupSeconds - 1)], false],
  ['one alone', [stopped(10, 1)], false],
  ['two that people stopped', [stopped(10, 1, { stopCode: 'UserInitiated' }), stopped(20, 1, { stopCode: 'UserInitiated' })], false],
  [
    'two that failed their checks',
    [10, 20].map((ago) => stopped(ago, 1, { stopCode: 'ServiceSchedulerInitiated', reason: 'Task failed ELB health checks' })),
    true,
  ],
  ['three old ones, of two that are wanted', [1, 2, 3].map((hours) => stopped(hours * 1_000, 3_600)), true],
  ['two old ones, of two that are wanted', [1, 2].map((hours) => stopped(hours * 1_000, 3_600)), false],
])('%s', (_, all, loop) => {
  expect(lack(...all).fault === 'CRASH_LOOP').toBe(loop);
});

test.each([2, 5])('%i that stopped together are a loop until others have run for a start, and again once one of those stops', (count) => {
  const [lived, service] = [startupSeconds - 1, serviceEvidence(count)];
  const together = Array.from({ length: count }, (_, index) => stopped(200 + index, lived));
  expect(judged({ ...service, running: 0, stopped: together }).cause).toMatchObject({ fault: 'CRASH_LOOP' });
  expect(judged({ ...service, stopped: together }).cause).toBeUndefined();
  const lately = together.map((_, index) => stopped(startupSeconds - 1 + index, lived));
  expect(judged({ ...service, stopped: lately }).cause).toMatchObject({ fault: 'CRASH_LOOP' });
  expect(judged({ ...service, stopped: [stopped(200 - lived, 1), ...together] }).cause).toMatchObject({ fault: 'CRASH_LOOP' });
});

const failedChecks = { stopCode: 'ServiceSchedulerInitiated', reason: 'Task failed ELB health checks' };

test('three that ECS stopped for their checks, of three that are wanted, are no loop: each may have failed once', () => {
  const all = [1, 2, 3].map((hours) => stopped(hours * 1_000, 3_600, failedChecks));
  expect(judged({ ...serviceEvidence(3), running: 0, stopped: all }).cause!.fault).toBe('TASKS_MISSING');
});

test('tasks that end by themselves again and again are a loop, be there enough of them at the moment or not', () => {
  const exits = [200, 470, 740, 1_010].map((ago) => stopped(ago, 270));
  expect(judged({ ...serviceEvidence(1), stopped: exits }).cause).toMatchObject({ fault: 'CRASH_LOOP', remedy: 'ALERT' });
  // Long after the last one it is over.
  expect(judged({ ...serviceEvidence(1), stopped: exits.map((task) => stopped(NOW - Date.parse(task.stoppedAt) + 900, 270)) }).cause)
    .toBeUndefined();
});

test('of a hundred tasks, three that end by themselves within an hour are no loop', () => {
  const all = [100, 200, 300].map((ago) => stopped(ago, 3_600));
  expect(judged({ ...serviceEvidence(100), stopped: all }).cause).toBeUndefined();
});

test('what a deployment starts and loses is its own, as long as it may take', () => {
  const id = 'ecs-svc/2';
  const service = { ...serviceEvidence(2), running: 0, stopped: [stopped(10, 1, { startedBy: id }), stopped(20, 1, { startedBy: id })] };
  const deployment = { id, inProgress: true, overdue: false, failed: false, takenBack: [] };
  expect(missingTasks([], service, PLAN.timing, deployment, undefined, NOW)).toMatchObject({ crashes: 0 });
  expect(missingTasks([], service, PLAN.timing, { ...deployment, overdue: true }, undefined, NOW)).toMatchObject({
    crashes: 2, cause: { fault: 'CRASH_LOOP' },
  });
});

test.each<[string, Partial<ServiceEvidence>]>([
  [
    'tasks that failed to start',
    { stopped: [stopped(10, 0, { startedAt: undefined, stopCode: 'TaskFailedToStart', reason: 'CannotPullContainerError' })] },
  ],
  [
    'ECS finds no place',
    { placement: 'service orders was unable to place a task because no container instance met all of its requirements' },
  ],
])('%s: it does not start, and why is said', (_, changes) => {
  const { fault, evidence } = judged({ ...serviceEvidence(2), running: 0, ...changes }).cause!;
  expect(fault).toBe('DOES_NOT_START');
  expect(evidence[0]).toMatch(/CannotPullContainerError|unable to place/);
});

test('killed for want of memory is a cause of its own', () => {
  const container = { name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' };
  const all = [100, 400, 700].map((ago) => stopped(ago, 300, { container }));
  expect(judged({ ...serviceEvidence(2), stopped: all }).cause).toMatchObject({
    fault: 'OUT_OF_MEMORY', evidence: expect.arrayContaining([expect.stringContaining('exit code 137, OutOfMemoryError')]),
  });
});

test('a replacement is waited for as long as the contract says, and no longer', () => {
  const pair = (ago: number) => [stopped(ago, 3_600), stopped(ago, 3_600)];
  expect(lack(...pair(replacementSeconds - 1)).fault).toBe('REPLACING');
  expect(lack(...pair(replacementSeconds)).fault).toBe('TASKS_MISSING');
});

test('crashes count for a quarter of an hour', () => {
  expect(
    judged({ ...serviceEvidence(1), stopped: [stopped(899, 1), stopped(900, 1), stopped(0, 1, { stopCode: 'SpotInterruption' })] }).crashes,
  ).toBe(1);
});

test.each([[1, 'REPLACING'], [2, 'CRASH_LOOP']])('%i tasks in a row that did not come up, as ECS counts: %s', (failedTasks, fault) => {
  const [deployment] = serviceEvidence(2).deployments;
  const service = { ...serviceEvidence(2), running: 0, stopped: [stopped(10, 3_600), stopped(10, 3_600)] };
  expect(judged({ ...service, deployments: [{ ...deployment, failedTasks }] }).cause!.fault).toBe(fault);
});

test('the last task that stopped says how its container ended', () => {
  const container = { name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' };
  const [first, second] = [stopped(10, 1, { container, reason: 'Essential container in task exited' }), stopped(20, 1)];
  expect(lack(first, second).evidence[1]).toBe(
    'task a stopped 10 s ago (EssentialContainerExited: Essential container in task exited; '
    + 'container app: exit code 137, OutOfMemoryError: Container killed due to memory usage)',
  );
  expect(lack(second).evidence[1]).toBe('task a stopped 20 s ago (EssentialContainerExited)');
  const unborn = stopped(30, 0, { stopCode: undefined, container: { name: 'app', exitCode: 1 } });
  expect(lack(unborn).evidence[1]).toBe('task a stopped 30 s ago (container app: exit code 1)');
});

test('where more tasks have only just been desired, those are on their way; no more than those', () => {
  const well = [1, 2].map((task) => examined(`task-${task}`, 'HEALTHY'));
  const causeWith = (desired: number, before: number | undefined) =>
    missingTasks(well, { ...serviceEvidence(desired), running: 2 }, PLAN.timing, undefined, before, NOW).cause?.fault;
  expect(causeWith(4, 2)).toBeUndefined();
  expect(causeWith(4, 3)).toBe('TASKS_MISSING');
  expect(causeWith(4, 4)).toBe('TASKS_MISSING');
  expect(causeWith(4, undefined)).toBe('TASKS_MISSING');
});
