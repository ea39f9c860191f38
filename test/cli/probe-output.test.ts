import { exitCodeFor, formatText, type ProbedTarget } from '../../cli/probe-output';
import type { Status } from '../../lambda/report/report';

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
