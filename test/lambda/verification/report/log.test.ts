import { reportOf } from './report-fixtures';
import { logLine, logRejectedPlan, sweepLine } from '../../../../lambda/verification/report/log';
import { examined } from '../../diagnosis/diagnosis-fixtures';

test('one line of JSON with the verdict, the numbers and the tasks that are not well', () => {
  const line = logLine(reportOf([examined('a', 'HEALTHY'), examined('b', 'HUNG')]));
  expect(line).not.toContain('\n');
  const parsed = JSON.parse(line) as Record<string, unknown>;
  expect(parsed).toMatchObject({
    level: 'WARN',
    cluster: 'prod',
    service: 'orders',
    status: 'DEGRADED',
    fault: 'HUNG',
    layer: 'L7',
    remedy: 'RESTART',
    counts: { failing: 1 },
  });
  expect(parsed.tasks).toEqual([
    expect.objectContaining({ task: 'b', fault: 'HUNG', checks: expect.arrayContaining(['L4 port OK 1.5 ms']) as string[] }),
  ]);
});

test('stays below what one log event holds, however many tasks fail and whatever they answer', () => {
  const tasks = Array.from({ length: 5_000 }, (_, index) => {
    const task = examined(`task-${index}`, 'HUNG');
    return { ...task, diagnosis: { ...task.diagnosis, evidence: Array.from({ length: 50 }, () => 'x'.repeat(10_000)) } };
  });
  const line = logLine(reportOf(tasks));
  expect(Buffer.byteLength(line)).toBeLessThan(64 * 1024);
  expect(JSON.parse(line)).toMatchObject({ tasksNotShown: 4_980, counts: { failing: 5_000 } });
});

test.each([
  ['INFO', [examined('a', 'HEALTHY')]],
  ['INFO', [examined('a', 'STARTING')]],
  ['WARN', [examined('a', 'SLOW')]],
  ['ERROR', [examined('a', 'HUNG')]],
  ['ERROR', [examined('a', 'PROBER_FAULT')]],
] as const)('level %s', (level, tasks) => {
  expect(JSON.parse(logLine(reportOf(tasks)))).toMatchObject({ level });
});

test('a refused plan is one line that names the field', () => {
  expect(JSON.parse(logRejectedPlan('timing.rounds', 'must be a whole number'))).toEqual({
    level: 'ERROR',
    message: 'The plan is malformed: timing.rounds must be a whole number',
    field: 'timing.rounds',
    problem: 'must be a whole number',
    fault: 'PROBER_FAULT',
  });
});

test('a sweep is one line: what is well is a number, what is unknown has a name', () => {
  const request = { sweep: 'prod', shard: 2, shards: 4, readBudget: 0.4 };
  const unverified = Array.from({ length: 300 }, (_, index) => ({ plan: `plan-${index}`, reason: 'x'.repeat(1_000) }));
  const line = sweepLine(request, { verified: 700, well: 690, unverified }, 3, 12_000);
  expect(Buffer.byteLength(line)).toBeLessThan(64 * 1024);
  expect(JSON.parse(line)).toMatchObject({
    level: 'ERROR',
    message: '700 of 1000 services verified, 690 of them healthy',
    verifier: 'prod',
    shard: 2,
    verified: 700,
    unverifiedNotShown: 250,
    readsThrottled: 3,
  });
  expect(JSON.parse(sweepLine(request, { verified: 2, well: 2, unverified: [] }, 0, 1))).toEqual({
    level: 'INFO',
    message: '2 of 2 services verified, 2 of them healthy',
    verifier: 'prod',
    shard: 2,
    ms: 1,
    verified: 2,
    well: 2,
    unverified: [],
  });
});
