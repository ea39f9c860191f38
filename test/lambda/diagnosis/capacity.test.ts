import { NOW, PLAN, serviceEvidence } from './given';
import { crashesOf, lackOfTasks } from '../../../lambda/diagnosis/capacity';
import type { StoppedTask } from '../../../lambda/diagnosis/evidence';

const { startupSeconds, replacementSeconds } = PLAN.timing;

/** A task that stopped so long ago, after it had lived so long. */
function stopped(secondsAgo: number, lived: number, changes: Partial<StoppedTask> = {}): StoppedTask {
  const at = NOW - secondsAgo * 1_000;
  return { task: 'a', startedAt: new Date(at - lived * 1_000).toISOString(), stoppedAt: new Date(at).toISOString(), stopCode: 'EssentialContainerExited', ...changes };
}

const lack = (...all: StoppedTask[]) => lackOfTasks([], { ...serviceEvidence(2), running: 0, stopped: all }, PLAN.timing, NOW)!;

test.each<[name: string, all: StoppedTask[], loop: boolean]>([
  ['two that died before they had started', [stopped(10, startupSeconds - 1), stopped(899, startupSeconds - 1)], true],
  ['one of them as old as it had to be', [stopped(10, startupSeconds - 1), stopped(10, startupSeconds)], false],
  ['one of them a quarter of an hour ago', [stopped(10, startupSeconds - 1), stopped(900, startupSeconds - 1)], false],
  ['one alone', [stopped(10, 1)], false],
  ['two that people stopped', [stopped(10, 1, { stopCode: 'UserInitiated' }), stopped(20, 1, { stopCode: 'UserInitiated' })], false],
  ['two that failed their checks', [10, 20].map((ago) => stopped(ago, 1, { stopCode: 'ServiceSchedulerInitiated', reason: 'Task failed ELB health checks' })), true],
  ['three old ones, of two that are wanted', [1, 2, 3].map((hours) => stopped(hours * 1_000, 3_600)), true],
  ['two old ones, of two that are wanted', [1, 2].map((hours) => stopped(hours * 1_000, 3_600)), false],
])('%s', (_, all, loop) => {
  expect(lack(...all).evidence.some((line) => /stopped while they were starting|stopped by themselves within/.test(line))).toBe(loop);
});

test('a replacement is waited for as long as the contract says, and no longer', () => {
  const pair = (ago: number) => [stopped(ago, 3_600), stopped(ago, 3_600)];
  expect(lack(...pair(replacementSeconds - 1)).fault).toBe('REPLACING');
  expect(lack(...pair(replacementSeconds)).fault).toBe('CAPACITY');
});

test('crashes count for a quarter of an hour', () => {
  expect(crashesOf({ ...serviceEvidence(1), stopped: [stopped(899, 1), stopped(900, 1), stopped(0, 1, { stopCode: 'SpotInterruption' })] }, NOW)).toBe(1);
});
