import type { PlayedScenario } from './played';
import { failureText } from './words';

/** The result as a JUnit report, which CI systems show. https://github.com/testmoapp/junitxml */
export function junitReport(played: readonly PlayedScenario[]): string {
  const seconds = played.reduce((total, each) => total + each.seconds, 0);
  const failures = played.filter(({ passed, problem }) => !passed && !problem).length;
  const errors = played.filter(({ problem }) => problem).length;
  const counts = attributes({ tests: played.length, failures, errors, time: seconds.toFixed(3) });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${counts}>`,
    `  <testsuite${attributes({ name: 'scenarios' })}${counts}>`,
    ...played.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(played: PlayedScenario): string {
  const { scenario, passed, problem, seconds } = played;
  const open = `    <testcase${attributes({ name: scenario.name, classname: 'scenarios', file: scenario.file, time: seconds.toFixed(3) })}`;
  if (passed) { return `${open}/>`; }
  const kind = problem ? 'error' : 'failure';
  const message = problem ?? played.steps.find((step) => step.problem)?.problem ?? '';
  return `${open}><${kind}${attributes({ message })}>${escape(failureText(played))}</${kind}></testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escape(String(value)).replace(/\n/g, '&#10;')}"`).join('');
}

/** Characters that XML 1.0 has none of are left out. */
function escape(text: string): string {
  return text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
