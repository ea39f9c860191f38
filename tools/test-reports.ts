/** One line over the reports that jest-junit wrote: `4 passed, 1 failed, 2 skipped`. A test that ran twice counts twice. */
export function sumOf(reports: readonly string[]): string {
  const sum = (pattern: RegExp) => reports.flatMap((report) => [...report.matchAll(pattern)])
    .reduce((total, [, count]) => total + Number(count), 0);
  const failures = sum(/<testsuites [^>]*\bfailures="(\d+)"/g);
  // A file that cannot be loaded is an error, and none of its tests are counted.
  const errors = sum(/<testsuites [^>]*\berrors="(\d+)"/g);
  const skipped = sum(/<testsuite [^>]*\bskipped="(\d+)"/g);
  const passed = sum(/<testsuites [^>]*\btests="(\d+)"/g) - failures - skipped;
  return `${passed} passed, ${failures + errors} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
