import type { awscdk } from 'projen';

/** Tests that measure time: beside others that use every core they would be late for no fault of theirs. */
const TIMED = ['/test/lambda/hostile/', '\\.timing\\.test\\.ts$'];

/** Tests of whole programs: apps, sandboxes with their processes, bundles, a browser, the compiler. */
const LONG = '\\.long\\.test\\.ts$';

/** Tests of many sandboxes at once, whose processes need both cores: beside others they would be late for no fault of theirs. */
const CROWDED = ['/test/demo\\.long', '/test/sandbox/scenarios\\.long', '/test/sandbox/suggest\\.long']
  .map((test) => `${test}\\.test\\.ts$`);

/** Tests of models, which make a few of their runs in `npm test`. */
const MODELS = [
  '/test/recovery/histories', '/test/lambda/recovery/instances/decide-drain', '/test/lint/lint',
  '/test/sandbox/scenarios', '/test/truth/truth',
]
  .map((test) => `${test}\\.test\\.ts$`);

/** Options of Jest with which `npm test` leaves out what takes long. A flag has to follow them: they take every value up to one. */
export const WITHOUT_LONG = ['--testPathIgnorePatterns', '/node_modules/', ...TIMED, LONG];

/**
 * `npm test` runs tests alone, without the linter, and leaves out what takes long. `npm run test:long` runs that, and all runs of the
 * models; `npm run test:timing` what measures time, one file at a time.
 */
export function addTestTasks(project: awscdk.AwsCdkConstructLibrary): void {
  const env = {
    // The floor's own deprecations are none of ours, and none of the reader's of a test report.
    JSII_DEPRECATED: 'quiet',
    // Nor that the SDK will want a newer Node than the one that runs the tests: Lambda has it.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const { testTask } = project;
  Object.entries(env).forEach(([name, value]) => testTask.env(name, value));
  // A release lints as well: `projen build` after it has compiled, and `.ci/run` in a step of its own.
  const lint = project.eslint!.eslintTask.name;
  testTask.removeStep(testTask.steps.findIndex(({ spawn }) => spawn === lint));
  const step = (report: string, ...jest: readonly string[]) => ({
    env: { JEST_JUNIT_OUTPUT_NAME: `${report}.xml` }, execArgs: ['jest', '--ci', ...jest],
  });
  project.addTask('test:timing', {
    description: 'Run the tests that measure time, one file at a time',
    env,
    steps: [step('timing', '--maxWorkers', '1', '--testPathPatterns', ...TIMED)],
  });
  project.addTask('test:long', {
    description: 'Run the tests that take long, and all runs of the tests of models',
    env: { ...env, TEST_RUNS: '1' },
    steps: [
      step('crowded', '--maxWorkers', '1', '--testPathPatterns', ...CROWDED),
      step('long', '--testPathIgnorePatterns', '/node_modules/', ...CROWDED, '--testPathPatterns', LONG, ...MODELS),
    ],
  });
}
