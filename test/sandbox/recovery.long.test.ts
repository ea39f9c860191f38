import { SERVICE } from './fixtures/messages';
import { recoveryTemplate } from './fixtures/recovery';
import type { Outcome } from '../../lambda/recovery/services/outcome';
import { send } from '../../sandbox/faults';
import { Sandbox } from '../../sandbox/sandbox';
import type { Task } from '../../sandbox/tasks/task';

jest.setTimeout(120_000);

/** A minute of CloudWatch in half a second. */
const TIME_SCALE = 120;
const PATIENCE_MS = 60_000;
/** Minutes in which nothing more may happen. */
const AFTERWARDS = 4;

/** What happened until everything that a fault had started was over. */
interface Story {
  readonly sandbox: Sandbox;
  /** The tasks before the fault. */
  readonly before: readonly Task[];
  readonly outcomes: readonly Outcome[];
  /** Why tasks were stopped. */
  readonly stops: readonly string[];
  readonly told: readonly string[];
}

const sandboxes: Sandbox[] = [];
afterAll(async () => Promise.all(sandboxes.map(async (sandbox) => sandbox.stop())));

const breakFirst = (line: string) => (sandbox: Sandbox) => send(sandbox.tasks()[0], line);
const recoveryEnded = ({ executions }: Sandbox) => executions.some(({ status }) => status !== 'RUNNING');
const isTold = ({ messages }: Sandbox) => messages.all.length > 0;

const templates = new Map([2, 5].map((desiredCount) => [desiredCount, recoveryTemplate(desiredCount)]));

async function play(desiredCount: number, breakIt: (sandbox: Sandbox) => void, isOver: (sandbox: Sandbox) => boolean): Promise<Story> {
  const sandbox = await Sandbox.start({
    template: templates.get(desiredCount)!,
    run: { web: SERVICE },
    timeScale: TIME_SCALE,
    bootAllowanceMs: 3000,
    replacementDelayMs: 100,
    scaledTimeoutFloorMs: 1500,
    alarms: true,
  });
  sandboxes.push(sandbox);
  const service = sandbox.service();
  await sandbox.until(
    () => service.deployed && sandbox.tasks().every((task) => sandbox.clock.now - task.startedAt! > 120_000),
    PATIENCE_MS,
    'a steady service',
  );
  const before = sandbox.tasks();
  breakIt(sandbox);
  await sandbox.until(() => isOver(sandbox), PATIENCE_MS, 'what follows from the fault');
  const minute = sandbox.alarms.minutes + AFTERWARDS;
  const isQuiet = () => sandbox.alarms.minutes >= minute && sandbox.executions.every(({ status }) => status !== 'RUNNING');
  await sandbox.until(isQuiet, PATIENCE_MS, 'quiet');
  return {
    sandbox,
    before,
    outcomes: sandbox.executions.map(({ output }) => output as Outcome),
    stops: service.tasks.flatMap(({ stoppedReason }) => stoppedReason ?? []),
    told: sandbox.messages.all.map(({ subject }) => subject),
  };
}

// All at once: most of their time is spent with waiting.
const stories = {
  recoverable: play(2, breakFirst('stall-worker recoverable'), recoveryEnded),
  permanent: play(2, breakFirst('stall-worker permanent'), recoveryEnded),
  dependency: play(2, (sandbox) => {
    // ECS replaces tasks whose targets fail, whatever the cause; this is about recovery.
    sandbox.service().paused = true;
    sandbox.tasks().forEach((task) => send(task, 'dependency database down'));
  }, isTold),
  most: play(5, (sandbox) => sandbox.tasks().slice(0, 3).forEach((task) => send(task, 'stall-worker permanent')), isTold),
  throttled: play(2, (sandbox) => {
    sandbox.api.set('StopTask', { fault: 'throttled' });
    breakFirst('stall-worker permanent')(sandbox);
  }, recoveryEnded),
  switchedOff: play(2, (sandbox) => {
    // Of the parameters, the kill switch alone; the others are plans.
    const [name] = [...sandbox.parameters].find(([, value]) => value === 'on')!;
    sandbox.parameters.set(name, 'off');
    breakFirst('stall-worker permanent')(sandbox);
  }, recoveryEnded),
};
// Told by the test that asks for it.
Object.values(stories).forEach((story) => story.catch(() => undefined));

const asked = ({ before }: Story) => before[0].container().output.filter((line) => line === 'asked to recover').length;

test('a stalled worker that the application recovers when it is asked: nothing is restarted', async () => {
  const story = await stories.recoverable;
  expect(story.outcomes).toMatchObject([{ decision: 'RECOVERED', stage: 'APPLICATION', task: story.before[0].id }]);
  expect(asked(story)).toBe(1);
  expect(story.stops).toEqual([]);
  expect(story.sandbox.tasks()).toEqual(story.before);
  expect(await story.sandbox.verify()).toMatchObject({ fault: 'HEALTHY' });
  expect(story.told).toContainEqual(expect.stringMatching(/recovered$/));
});

test('a fault that the application cannot recover: one task is replaced because of the incident, and the service recovers', async () => {
  const story = await stories.permanent;
  const {
    before: [broken, other],
    sandbox,
  } = story;
  expect(story.outcomes).toMatchObject([{ decision: 'RECOVERED', stage: 'LAST_RESORT', task: broken.id }]);
  // How often it verifies until the load balancer uses the replacement is a matter of milliseconds here; that it does so then alone is not.
  const steps = story.outcomes[0].steps.map(({ decision }) => decision).join(' ');
  expect(steps).toMatch(/^ASK_APPLICATION ASK_APPLICATION STOP_TASK( VERIFY_AGAIN){0,5} RECOVERED$/);
  expect(story.stops).toEqual([expect.stringContaining(story.outcomes[0].incident)]);
  expect(broken).toMatchObject({ stopCode: 'UserInitiated', lastStatus: 'STOPPED' });
  expect(sandbox.tasks()).toHaveLength(2);
  expect(sandbox.tasks()).toContain(other);
  expect(await sandbox.verify()).toMatchObject({ fault: 'HEALTHY', counts: { verified: 2, failing: 0 } });
});

test('a dependency that is down for all tasks: nothing is asked or stopped, people are told', async () => {
  const story = await stories.dependency;
  expect(story.outcomes).toEqual([]);
  expect(asked(story)).toBe(0);
  expect(story.stops).toEqual([]);
  expect(story.told[0]).toContain('DEPENDENCY_DOWN at L7 on 2 of 2 tasks');
});

test('a fault on three of five tasks: nothing recovers or stops, people are alerted, a manual recovery is blocked', async () => {
  const story = await stories.most;
  expect(story.outcomes.map((outcome) => 'guard' in outcome ? outcome.guard : undefined)).toEqual(story.outcomes.map(() => 'SYSTEMIC'));
  expect(story.told[0]).toContain('SYSTEMIC');
  const execution = story.sandbox.execute();
  await story.sandbox.until(() => execution.status !== 'RUNNING', PATIENCE_MS, 'the end of a recovery');
  expect(['BLOCKED', 'ESCALATED']).toContain((execution.output as Outcome).decision);
  expect(asked(story)).toBe(0);
  expect(story.sandbox.service().tasks.flatMap(({ stoppedReason }) => stoppedReason ?? [])).toEqual([]);
  expect(story.sandbox.tasks()).toEqual(story.before);
});

test('ECS refuses to stop the task: people are told, and it is not tried again', async () => {
  const story = await stories.throttled;
  const { sandbox } = story;
  expect(story.outcomes).toMatchObject([{ decision: 'ESCALATED', reason: expect.stringContaining('Ecs.ThrottlingException') }]);
  expect(sandbox.executions).toHaveLength(1);
  expect(sandbox.executions[0].states.filter((state) => state === 'Stop the task')).toHaveLength(1);
  expect(story.stops).toEqual([]);
  expect(story.told).toContainEqual(expect.stringMatching(/needs a person$/));
});

test('the kill switch holds from the moment at which it is off', async () => {
  const story = await stories.switchedOff;
  expect(story.outcomes).toMatchObject([{ decision: 'BLOCKED', guard: 'SWITCHED_OFF' }]);
  expect(asked(story)).toBe(0);
  expect(story.stops).toEqual([]);
});
