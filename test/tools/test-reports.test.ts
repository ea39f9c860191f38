import { sumOf } from '../../tools/test-reports';

const report = (tests: number, failures: number, errors: number, ...skipped: readonly number[]) => [
  `<testsuites name="jest tests" tests="${tests}" failures="${failures}" errors="${errors}" time="1">`,
  ...skipped.map((count) => `  <testsuite name="a &gt; b" errors="0" failures="0" skipped="${count}" time="1" tests="9"></testsuite>`),
  '</testsuites>',
].join('\n');

test.each([
  ['one run', [report(5, 0, 0, 0)], '5 passed, 0 failed'],
  ['all runs', [report(5, 1, 0, 0), report(7, 0, 0, 0)], '11 passed, 1 failed'],
  ['skipped tests have not passed', [report(5, 1, 0, 1, 2), report(3, 0, 0, 3)], '1 passed, 1 failed, 6 skipped'],
  ['a file that could not be loaded has failed', [report(5, 0, 1, 0)], '5 passed, 1 failed'],
])('%s', (_, reports, line) => expect(sumOf(reports)).toBe(line));
