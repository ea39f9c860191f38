/* eslint-disable @typescript-eslint/no-explicit-any -- JSON, as states hand it on */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { cannotExecute, execute } from './interpreter';
import { definitionOf, GivenStack } from './recovery-services';
import { answering, ANY_ERROR, route, type Way, waysOf } from './ways';
import { type Definition, walk } from '../../sandbox/state-machines/walk';
import { AlertFormat, ApplicationRecovery, InstanceRecovery, RecoveryMode } from '../../src';
import { needing } from '../needs';

const CONTEXT = {
  Execution: { Id: 'arn:aws:states:eu-west-1:111122223333:execution:recovery:name', Name: 'name' },
  State: {},
  StateMachine: {},
  Task: { Token: 'TOKEN' },
};

/** What every task may answer with; each state reads its own part of it. */
const USUAL = {
  Attributes: { holder: { S: CONTEXT.Execution.Id }, until: { S: 'u' }, acts: { S: '' } },
  now: 'n',
  until: 'u',
  acts: '1',
  message: { subject: 's', text: 't' },
  subject: 's',
  parts: ['a', 'b', 'c'],
  outcome: {},
  task: { taskArn: 'arn' },
  instance: { arn: 'arn', instanceId: 'i-1' },
};

function instances(mode: RecoveryMode): Definition {
  const stack = new Stack(new App(), 'Stack');
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) });
  cluster.addCapacity('Capacity', { instanceType: new InstanceType('t4g.small') });
  new InstanceRecovery(stack, 'Recovery', { cluster, alert: { topic: new Topic(stack, 'Alerts') }, mode });
  return definitionOf(Template.fromStack(stack)) as Definition;
}

function services(chat: boolean): Definition {
  const stack = new GivenStack();
  const given = stack.service('Own');
  const container = given.service.taskDefinition.addContainer('Again', {
    image: ContainerImage.fromRegistry('web'), enableRestartPolicy: true,
  });
  stack.recovery({
    ...given,
    container,
    mode: RecoveryMode.ACT,
    approvalWithin: Duration.minutes(5),
    application: ApplicationRecovery.http('/recover'),
    restartInPlace: ApplicationRecovery.http('/exit'),
    ...chat ? { alert: { topic: stack.alertTopic, format: AlertFormat.CHAT } } : {},
  });
  return definitionOf(stack.template()) as Definition;
}

interface Played {
  readonly ways: readonly string[];
  readonly tasks: readonly string[];
  /** Tasks that answered. */
  readonly answered: readonly string[];
  /** The error that it ended with. */
  readonly error?: string;
}

type Answer = (name: string) => unknown;

/** With the sandbox's interpreter, which says which states it enters. */
async function played(definition: Definition, answer: Answer): Promise<Played> {
  const entered: string[] = [];
  const tasks: string[] = [];
  const answered: string[] = [];
  const ending = await walk({
    definition,
    input: {},
    context: CONTEXT,
    call: async () => {
      const name = entered.at(-1)!;
      tasks.push(name);
      const result = answer(name);
      answered.push(name);
      return result;
    },
    clock: { sleep: async () => {}, after: () => () => {} },
    entered: (name) => { entered.push(name); },
  }).then(() => ({}), ({ name }: Error) => ({ error: name }));
  return { ways: entered.slice(1).map((to, index) => `${entered[index]} → ${to}`), tasks, answered, ...ending };
}

/** With the complete interpreter. */
async function executed(definition: Definition, answer: Answer): Promise<Pick<Played, 'tasks' | 'error'>> {
  const tasks: string[] = [];
  const task = (name: string) => { tasks.push(name); return answer(name); };
  const ending = await execute({ definition, input: {}, context: CONTEXT, task })
    .then(() => ({}), ({ message }: Error) => ({ error: message }));
  // It names the cause of a Fail state, not its error.
  const failed = 'error' in ending && Object.values(definition.States).find(({ Cause }) => Cause && String(ending.error).endsWith(Cause));
  return { tasks, ...ending, ...failed ? { error: failed.Error as string } : {} };
}

const MACHINES: Readonly<Record<string, Definition>> = {
  'services, told as text': services(false),
  'services, told in a chat': services(true),
  'instances, observing': instances(RecoveryMode.OBSERVE),
  'instances, acting': instances(RecoveryMode.ACT),
};

needing(cannotExecute).describe.each(Object.entries(MACHINES))('every Choice, Catch and Retry of the recovery of %s', (_, definition) => {
  const { StartAt, States } = definition;
  const ways = waysOf(definition);
  const endings = Object.values(States).filter(({ Type }) => Type === 'Fail').map(({ Error: error }) => error as string);
  const isPublish = (name: string) => String(States[name]!.Resource).includes(':sns:publish');
  const isRelease = (name: string) => name.startsWith('Release the lock');
  const lock = 'Take the lock';
  /** Some states read what the ledger holds, so the lock is taken first. */
  const locked = route(ways, StartAt, ways.find(({ from, error }) => from === lock && !error)!)!;
  const candidates = (way: Way) => [route(ways, StartAt, way), route(ways, locked.at(-1)!.to, way)].flatMap((plan, index) => (
    plan ? [index === 0 ? plan : [...locked, ...plan]] : []));

  test.each(ways.map((way) => [`${way.from} → ${way.to}${way.error ? ` on ${way.error}` : ''}`, way] as const))('%s', async (name, way) => {
    const runs = await Promise.all(candidates(way).map(async (plan) => ({
      plan, run: await played(definition, answering(definition, plan, USUAL)),
    })));
    const found = runs.find(({ run }) => run.ways.includes(`${way.from} → ${way.to}`) && (!run.error || endings.includes(run.error)));
    expect([name, found ? [] : runs.map(({ run }) => run)]).toEqual([name, []]);
    const { plan, run } = found!;
    // A complete interpreter does the same.
    expect(await executed(definition, answering(definition, plan, USUAL))).toEqual({
      tasks: run.tasks, ...run.error ? { error: run.error } : {},
    });
    // Whoever took the lock lets it go, or tries to.
    if (run.answered.includes(lock)) { expect(run.tasks.filter(isRelease)).not.toEqual([]); }
    // What fails unexpectedly is told to people, or the execution fails where they look for it.
    if (way.error === ANY_ERROR && !isRelease(way.from)) {
      expect([name, run.error !== undefined || run.answered.some(isPublish)]).toEqual([name, true]);
    }
    // Nobody is told only where nobody could be, and then the execution fails.
    if (run.tasks.some(isPublish) && !run.answered.some(isPublish)) { expect(endings).toContain(run.error); }
  });

  const each = Object.entries(States).flatMap(([name, { Retry = [] }]) => (Retry as any[]).map((retrier) => ({ name, ...retrier })));
  const retriers = each.flatMap(({ name, ErrorEquals, MaxAttempts = 3 }) => (
    (ErrorEquals as string[]).map((error) => ({ name, error: error === 'States.ALL' ? ANY_ERROR : error, attempts: MaxAttempts as number }))
  ));

  test.each(retriers)('$name is tried again $attempts times on $error', async ({ name, error, attempts }) => {
    const [plan] = candidates(ways.find(({ from, error: failing }) => from === name && !failing)!).slice(-1);
    const failing = (times: number): Answer => {
      let left = times;
      const answer = answering(definition, plan!, USUAL);
      return (state) => {
        if (state === name && left > 0) { left -= 1; throw Object.assign(new Error('once more'), { name: error }); }
        return answer(state);
      };
    };
    const count = ({ tasks }: Pick<Played, 'tasks'>) => tasks.filter((task) => task === name).length;
    const usual = count(await played(definition, failing(0)));
    const again = await played(definition, failing(attempts));
    expect([count(again), again.answered.includes(name)]).toEqual([usual + attempts, true]);
    expect(await executed(definition, failing(attempts))).toEqual({ tasks: again.tasks, ...again.error ? { error: again.error } : {} });
    // One failure more than it is retried: its Catch takes over.
    const gone = await played(definition, failing(attempts + 1));
    expect(gone.ways.some((way) => (States[name]!.Catch as any[]).some(({ Next }) => way === `${name} → ${Next}`))).toBe(true);
  });
});
