import { report, task } from './given';
import { FAULTS } from '../../../lambda/diagnosis/faults';
import { judge } from '../../../lambda/gate/judge';
import type { Fault, Report } from '../../../lambda/report/report';
import { probeOf } from '../diagnosis/given';

const counts = (desired: number): Report['counts'] => ({ ...report([]).counts, desired });

test('what each fault of one new task comes to', () => {
  const seen = Object.keys(FAULTS).map((fault) => [fault, judge(report([task('1'), task('2', fault as Fault)]), false).seen]);
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

test('the worst that is seen decides, with its reason', () => {
  expect(judge(report([task('1', 'STARTING'), task('2', 'HUNG'), task('3', 'PROBER_FAULT')]), false)).toMatchObject({ seen: 'DOWN', reasons: ['task 2: HUNG, it is HUNG'] });
  expect(judge(report([task('1', 'STARTING'), task('3', 'PROBER_FAULT')]), false).seen).toBe('UNKNOWN');
});

test('fewer tasks than ECS wants are waited for, and none at all are no proof', () => {
  expect(judge(report([task('1')], { counts: counts(2) }), false)).toMatchObject({ seen: 'WAIT', reasons: ['1 of 2 tasks are there'] });
  expect(judge(report([], { counts: counts(2) }), false).seen).toBe('WAIT');
  expect(judge(report([], { counts: counts(0) }), false).seen).toBe('VERIFIED');
  expect(judge(report([], { counts: counts(0), fault: 'PROBER_FAULT', status: 'UNKNOWN', evidence: ['no clients'] }), false)).toMatchObject({ seen: 'UNKNOWN', reasons: ['no clients'] });
});

test('the test listener counts where it was to be asked', () => {
  const asked = (frontDoor?: Report['frontDoor']) => judge(report([task('1')], frontDoor ? { frontDoor } : {}), true);
  expect(asked(probeOf()).seen).toBe('VERIFIED');
  expect(asked(probeOf({ liveness: 'UNHEALTHY' }))).toMatchObject({ seen: 'DOWN', reasons: [expect.stringMatching(/^the test listener: LIVENESS_FAILED/)] });
  expect(asked(probeOf({ port: 'PROBER' })).seen).toBe('UNKNOWN');
  expect(asked().seen).toBe('UNKNOWN');
});

test('the same tasks have the same mark, whatever their order, and a task that began anew has another', () => {
  const mark = (...tasks: Parameters<typeof report>[0]) => judge(report(tasks), false).tasks;
  expect(mark(task('1'), task('2'))).toBe(mark(task('2'), task('1')));
  expect(mark(task('1'))).not.toBe(mark(task('2')));
  expect(mark(task('1'))).not.toBe(mark({ ...task('1'), startedAt: '2026-11-20T03:01:00.000Z' }));
  expect(mark(...Array.from({ length: 500 }, (_, index) => task(String(index))))).toHaveLength(22);
});
