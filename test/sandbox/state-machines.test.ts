import { recoveryTemplate } from './fixtures/recovery';
import { Clock } from '../../sandbox/shared/clock';
import { EventLog } from '../../sandbox/shared/event-log';
import { StateMachines } from '../../sandbox/state-machines/state-machines';
import { walk, type Definition } from '../../sandbox/state-machines/walk';
import { loadTemplate, readTemplate } from '../../sandbox/template/read-template';
import { needing } from '../needs';
import { cannotExecute, execute } from '../recovery/interpreter';

jest.setTimeout(60_000);

/** What the Task states answer, one after the other; a text that begins with `!` is the name of an error. */
type Answers = Readonly<Record<string, readonly unknown[]>>;

interface Told {
  readonly calls: readonly (readonly [string, unknown])[];
  readonly output?: unknown;
  readonly cause?: string;
}

const CONTEXT = { Execution: { Id: 'arn:execution', Name: 'incident', Input: {} }, Task: { Token: 'token' } };

async function told(run: (task: (state: string, input: unknown) => Promise<unknown>) => Promise<unknown>, answers: Answers): Promise<Told> {
  const calls: [string, unknown][] = [];
  const task = async (state: string, input: unknown): Promise<unknown> => {
    const answer = answers[state]?.[calls.filter(([called]) => called === state).length] ?? {};
    calls.push([state, input]);
    if (typeof answer === 'string' && answer.startsWith('!')) { throw Object.assign(new Error('as told'), { name: answer.slice(1) }); }
    return answer;
  };
  return run(task).then(
    (output) => ({ calls, output }),
    (error: Error) => ({ calls, cause: error.message.replace(/^Execution has failed with the following error: /, '') }),
  );
}

async function ours(definition: Definition, input: unknown, answers: Answers): Promise<Told> {
  const names = new Map(Object.entries(definition.States).map(([name, state]) => [state, name]));
  const clock = { sleep: async () => undefined, after: () => () => undefined };
  return told(async (task) => walk({
    definition, input, clock, context: CONTEXT, entered: () => undefined, call: async (state, given) => task(names.get(state)!, given),
  }), answers);
}

async function theirs(definition: Definition, input: unknown, answers: Answers): Promise<Told> {
  return told(async (task) => execute({ definition, input, context: CONTEXT, task }), answers);
}

/** Everything that the walk knows, once. */
const EVERYTHING: Definition = {
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Result: { list: [1, 2], text: 'a "b"' }, ResultPath: '$.made.here', Next: 'Call' },
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        'who.$': '$$.Execution.Name',
        'first.$': '$.made.here.list[0]',
        'all.$': '$',
        'said.$': "States.Format('{} and {}', $.made.here.text, $.made.here.list[1])",
        'fixed': [true],
      },
      ResultSelector: { 'answer.$': '$.Payload.answer' },
      ResultPath: '$.called',
      Retry: [{ ErrorEquals: ['Again'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 2 }],
      Catch: [
        { ErrorEquals: ['Known'], Next: 'Known', ResultPath: '$.failed' },
        { ErrorEquals: ['States.ALL'], Next: 'Unknown' },
      ],
      Next: 'Which',
    },
    Which: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.called.answer', IsPresent: true },
            { Variable: '$.called.answer', StringEquals: 'yes' },
          ],
          Next: 'Wait',
        },
        {
          Or: [{ Variable: '$.called.answer', BooleanEquals: true }, { Not: { Variable: '$.called.answer', IsPresent: true } }],
          Next: 'Known',
        },
      ],
      Default: 'Refused',
    },
    Wait: { Type: 'Wait', Seconds: 3, Next: 'Done' },
    Known: { Type: 'Pass', OutputPath: '$.made', End: true },
    Unknown: { Type: 'Pass', Parameters: { 'error.$': '$.Error' }, End: true },
    Refused: { Type: 'Fail', Error: 'Refused', Cause: 'neither' },
    Done: { Type: 'Succeed', OutputPath: '$.called' },
  },
};

const [{ definition }] = readTemplate(loadTemplate(recoveryTemplate(2))).stateMachines as unknown as { definition: Definition }[];
const decided = (decision: string, more: object = {}) => ({
  decision,
  task: { taskArn: 'arn:task' },
  acts: 'now',
  now: '2026-01-01',
  until: '2026-01-02',
  ...more,
});
const LOCKED = { Attributes: { holder: { S: 'arn:execution' }, until: { S: '2026-01-02' }, acts: { S: '' } } };
const recovers = (...decisions: string[]): Answers => ({
  'Prepare': [decided('NONE')],
  'Take the lock': [LOCKED],
  'Verify and decide': decisions.map((decision) => decided(decision)),
  'Record the stop': [LOCKED],
  'Write the message': [{ subject: 'over', message: 'text', outcome: { decision: decisions.at(-1) } }],
});

needing(cannotExecute).describe('the walk and aws-local-stepfunctions do the same', () => {
  test.each<[string, Definition, unknown, Answers]>([
    ['a call that succeeds', EVERYTHING, { a: 1 }, { Call: [{ Payload: { answer: 'yes' } }] }],
    ['a call that succeeds the third time', EVERYTHING, {}, { Call: ['!Again', '!Again', { Payload: { answer: 'yes' } }] }],
    ['a call that never does', EVERYTHING, {}, { Call: ['!Again', '!Again', '!Again'] }],
    ['an error with a way of its own', EVERYTHING, {}, { Call: ['!Known'] }],
    ['an answer that leads nowhere', EVERYTHING, {}, { Call: [{ Payload: { answer: 'no' } }] }],
    ['an answer that is no text', EVERYTHING, {}, { Call: [{ Payload: { answer: true } }] }],
    ['a task is stopped', definition, { any: 'event' }, recovers('ASK_APPLICATION', 'STOP_TASK', 'RECOVERED')],
    ['nothing is done', definition, {}, recovers('BLOCKED')],
    [
      'somebody else holds the lock',
      definition,
      {},
      { ...recovers('BLOCKED'), 'Take the lock': ['!DynamoDB.ConditionalCheckFailedException'] },
    ],
    ['the task cannot be stopped', definition, {}, { ...recovers('STOP_TASK'), 'Stop the task': ['!Ecs.ThrottlingException'] }],
    ['the act cannot be recorded', definition, {}, { ...recovers('STOP_TASK'), 'Record the stop': ['!DynamoDB.InternalServerError'] }],
    [
      'the message cannot be written',
      definition,
      {},
      { ...recovers('BLOCKED'), 'Write the message': ['!Error', '!Error', '!Error', '!Error'] },
    ],
    [
      'nobody can be told',
      definition,
      {},
      { ...recovers('BLOCKED'), 'Tell people': ['!SNS.Down', '!SNS.Down', '!SNS.Down', '!SNS.Down', '!SNS.Down'] },
    ],
  ])('%s', async (_, machine, input, answers) => {
    const [walked, executed] = await Promise.all([ours(machine, input, answers), theirs(machine, input, answers)]);
    expect(walked).toEqual(executed);
    expect(walked.calls.length).toBeGreaterThan(0);
  });
});

test('what it does not know is refused, not passed over', async () => {
  const machine = (state: object): Definition => ({ StartAt: 'It', States: { It: state as Definition['States'][string] } });
  expect((await ours(machine({ Type: 'Parallel', Branches: [], End: true }), {}, {})).cause).toContain('no state of type Parallel');
  expect(
    (await ours(machine({ Type: 'Choice', Choices: [{ Variable: '$.a', NumericEqualsPath: '$.b', Next: 'It' }] }), { a: 1 }, {})).cause,
  ).toContain('NumericEqualsPath');
  expect((await ours(machine({ Type: 'Pass', Parameters: { 'a.$': 'States.UUID()' }, End: true }), {}, {})).cause).toContain('States.UUID');
});

test('who waits for people without a timeout waits as long as they take', async () => {
  let token: unknown;
  const asked = {
    invoke: async (event: { readonly token: string }) => {
      token = event.token;
      return { payload: 'null', failed: false };
    },
  };
  const stopping = new AbortController();
  const waiting = {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'asked', Payload: { 'token.$': '$$.Task.Token' } },
        End: true,
      },
    },
  };
  const machines = new StateMachines([{ arn: 'arn:aws:states:::stateMachine:Ask', name: 'Ask', definition: waiting }] as never, {
    clock: new Clock(30), events: new EventLog(), stopping: stopping.signal, functions: new Map([['asked', asked]]),
  } as never);
  const execution = machines.start('arn:aws:states:::stateMachine:Ask', {});
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  expect(execution.status).toBe('RUNNING');
  machines.operations.SendTaskSuccess({ taskToken: token, output: '"well"' });
  await machines.end();
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: 'well' });
  stopping.abort();
});
