import { report, task } from './gate-fixtures';
import { judgeReport } from '../../../lambda/deployment/judge-report';
import { FAULTS } from '../../../lambda/diagnosis/faults';
import type { Fault } from '../../../lambda/shared/verdict';
import type { Report } from '../../../lambda/verification/report/report';
import { probeOf } from '../diagnosis/diagnosis-fixtures';

const counts = (desired: number): Report['counts'] => ({ ...report([]).counts, desired });

test('the verdict of each fault of one new task', () => {
  const seen = Object.keys(FAULTS).map((fault) => [fault, judgeReport(report([task('1'), task('2', fault as Fault)]), false).verdict]);
  expect(Object.fromEntries(seen)).toMatchObject({
    HEALTHY: 'VERIFIED',
    SLOW: 'VERIFIED',
    TLS_EXPIRING: 'VERIFIED',
    STARTING: 'WAIT',
    DRAINING: 'WAIT',
    PROBER_FAULT: 'UNKNOWN',
    // ECS would kill a task whose container check fails, and a port that must be closed is open to somebody.
    CONTAINER_CHECK_BROKEN: 'DOWN',
    PORT_EXPOSED: 'DOWN',
    LIVENESS_FAILED: 'DOWN',
    HUNG: 'DOWN',
    COMPONENT_DOWN: 'DOWN',
    LOAD_BALANCER_BLOCKED: 'DOWN',
    LOAD_BALANCER_MISCONFIGURED: 'DOWN',
  });
  expect(seen.filter(([, verdict]) => verdict === 'VERIFIED')).toHaveLength(3);
});

test('the worst verdict decides, with its reason', () => {
  expect(judgeReport(report([task('1', 'STARTING'), task('2', 'HUNG'), task('3', 'PROBER_FAULT')]), false)).toMatchObject({
    verdict: 'DOWN',
    reasons: ['task 2: HUNG, it is HUNG'],
  });
  expect(judgeReport(report([task('1', 'STARTING'), task('3', 'PROBER_FAULT')]), false).verdict).toBe('UNKNOWN');
});

test('fewer tasks than desired are waited for, and none at all are no proof', () => {
  const waiting = judgeReport(report([task('1')], { counts: counts(2) }), false);
  expect(waiting).toMatchObject({ verdict: 'WAIT', reasons: ['1 of 2 desired tasks run'] });
  expect(judgeReport(report([], { counts: counts(2) }), false).verdict).toBe('WAIT');
  expect(judgeReport(report([], { counts: counts(0) }), false).verdict).toBe('VERIFIED');
  const blind = report([], { counts: counts(0), fault: 'PROBER_FAULT', status: 'UNKNOWN', evidence: ['no clients'] });
  expect(judgeReport(blind, false)).toMatchObject({ verdict: 'UNKNOWN', reasons: ['no clients'] });
});

test('the test listener counts where it was to be probed', () => {
  const probed = (frontDoor?: Report['frontDoor']) => judgeReport(report([task('1')], frontDoor ? { frontDoor } : {}), true);
  expect(probed(probeOf()).verdict).toBe('VERIFIED');
  expect(probed(probeOf({ liveness: 'UNHEALTHY' }))).toMatchObject({
    verdict: 'DOWN',
    reasons: [expect.stringMatching(/^the test listener: LIVENESS_FAILED/)],
  });
  expect(probed(probeOf({ port: 'PROBER' })).verdict).toBe('UNKNOWN');
  expect(probed().verdict).toBe('UNKNOWN');
});

test('the same tasks have the same mark, whatever their order, and a task that began anew has another', () => {
  const mark = (...tasks: Parameters<typeof report>[0]) => judgeReport(report(tasks), false).tasks;
  expect(mark(task('1'), task('2'))).toBe(mark(task('2'), task('1')));
  expect(mark(task('1'))).not.toBe(mark(task('2')));
  expect(mark(task('1'))).not.toBe(mark({ ...task('1'), startedAt: '2026-11-20T03:01:00.000Z' }));
  expect(mark(...Array.from({ length: 500 }, (_, index) => task(String(index))))).toHaveLength(22);
});
