import { exitCodeFor, formatJson, formatText, type ProbedTarget } from '../../cli/probe-output';
import type { Status } from '../../lambda/shared/verdict';

function target(status: Status): ProbedTarget {
  return { target: 'tcp://a:1', checks: [], diagnosis: { status, fault: 'HEALTHY', layer: null, remedy: 'NONE', evidence: [] } };
}

test.each<[statuses: Status[], code: number]>([
  [['UP'], 0], [['UP', 'DEGRADED'], 1], [['OUT_OF_SERVICE'], 1], [['DOWN', 'DEGRADED'], 2], [['DOWN', 'UNKNOWN', 'UP'], 3],
])('%j give exit code %i', (statuses, code) => expect(exitCodeFor(statuses.map(target))).toBe(code));

test('colours only when asked for', () => {
  expect(formatText(target('UP'), true)).toContain('\u001b[32m');
  expect(formatText(target('UP'), false)).toBe('UP  tcp://a:1\n  HEALTHY: nothing to do');
});

test('JSON shows where the time of a check went', () => {
  const phases = { connect: 0.3, processing: 2.6, transfer: 0.1 };
  const checks = [{ layer: 'L7', check: 'readiness', status: 'UP', outcome: 'OK', ms: 3, phases, detail: '200' }] as const;
  expect(JSON.parse(formatJson({ ...target('UP'), checks }))).toMatchObject({
    target: 'tcp://a:1', layers: [{ layer: 'L7', check: 'readiness', status: 'UP', ms: 3, phases, detail: '200' }],
  });
});
