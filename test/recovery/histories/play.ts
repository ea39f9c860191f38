import { Clock, Dice } from './clock';
import { ALARM_SECONDS, type Event, type History } from './history';
import type { Definition, Interpreter } from './machine';
import type { Chronicle, Execution } from './readings';
import { Services } from './services';
import { serves, type Task, World } from './world';

/** All histories begin at noon. */
export const BEGIN = Date.parse('2027-03-01T12:00:00Z');
/** By then every execution must be over, whatever was slow. */
const END = BEGIN + 30 * 3_600_000;

const MACHINE = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Recovery';

/** Plays one history: the same history and definition give the same chronicle. */
export async function play(history: History, definition: Definition, interpret: Interpreter, clock = new Clock(BEGIN)): Promise<Chronicle> {
  const dice = new Dice(history.seed);
  const world = new World(clock, dice, history);
  const services = new Services(world, clock, dice, history);
  const executions: Execution[] = [];

  const start = () => {
    const name = `alarm-${executions.length + 1}`;
    const execution: Execution = {
      id: `${MACHINE.replace('stateMachine', 'execution')}:${name}`,
      name,
      began: clock.now,
      readings: [],
      states: [],
    };
    executions.push(execution);
    const run = {
      definition,
      clock,
      input: { source: 'aws.cloudwatch', detail: { alarmName: 'restart-would-help', state: { value: 'ALARM' } } },
      context: contextOf(execution),
      call: services.callFor(execution),
      entered: (state: string) => { execution.states.push(state); },
    };
    interpret(run).then(
      (output) => { execution.output = output; },
      (error: Error) => { execution.error = `${error.name}: ${error.message}`; },
    ).finally(() => { execution.ended = clock.now; });
  };

  for (const event of history.events) { clock.after(event.at * 1_000, () => happen(event, world, clock, start)); }
  const last = BEGIN + 1_000 * Math.max(...history.events.map(({ at }) => at)) + 400_000;
  await clock.run(END, () => clock.now > last && executions.every(({ ended }) => ended !== undefined));
  const { acts, released, told, broken } = services;
  return { executions, acts, released, told, broken };
}

function happen(event: Event, world: World, clock: Clock, start: () => void): void {
  switch (event.kind) {
    case 'fault': {
      const tasks = [...new Set(event.slots.map((slot) => taskAt(slot, world)))].filter((task) => task !== undefined);
      for (const { arn } of tasks) { world.changeTask(arn, { condition: event.condition, cure: event.cure }); }
      for (const { arn } of tasks) {
        if (event.heals !== undefined) { clock.after(event.heals * 1_000, () => ifThere(arn, world, { condition: 'well' })); }
        if (event.kills !== undefined) {
          clock.after(event.kills * 1_000, () => ifThere(arn, world, { failsContainerCheck: world.task(arn)?.condition !== 'well' }));
        }
      }
      // EventBridge may deliver twice, and parts of a service have alarms of their own.
      for (let count = 0; count < event.alarms; count += 1) { clock.after(ALARM_SECONDS * 1_000 + count * 20, start); }
      break;
    }
    case 'alarm': for (let count = 0; count < event.count; count += 1) { start(); } break;
    case 'deployment': world.deploy(event.isGood); break;
    case 'scale': world.change({ desired: event.desired }); break;
    case 'switch':
      world.change({ switchedOff: true });
      clock.after(event.seconds * 1_000, () => world.change({ switchedOff: false }));
      break;
    default: happenToTask(event, world, clock);
  }
}

function happenToTask(event: Extract<Event, { readonly slot: number }>, world: World, clock: Clock): void {
  const task = taskAt(event.slot, world);
  if (!task) { return; }
  const { arn } = task;
  switch (event.kind) {
    case 'drain':
      ifThere(arn, world, { condition: 'out of service' });
      clock.after(event.seconds * 1_000, () => ifThere(arn, world, { condition: 'well' }));
      break;
    case 'protection':
      ifThere(arn, world, { isProtected: true });
      clock.after(event.seconds * 1_000, () => ifThere(arn, world, { isProtected: false }));
      break;
    case 'stop by hand': world.stop(arn, 'UserInitiated'); break;
    // What no ECS should do: the same ARN, and yet another task.
    case 'rebirth': if (task.stage === 'RUNNING') { ifThere(arn, world, { startedAt: clock.now, bootedAt: clock.now }); } break;
    case 'loss': world.change({ tasks: world.now.tasks.filter((other) => other.arn !== arn) }); break;
  }
}

/** A failing task rather than any other: that is the one that recovery is about. */
function taskAt(slot: number, world: World): Task | undefined {
  const tasks = world.now.tasks.filter(({ wanted }) => wanted === 'RUNNING');
  const failing = tasks.filter((task) => task.stage === 'RUNNING' && !serves(task, world.time));
  return slot >= 3 && failing.length > 0 ? failing[slot % failing.length] : tasks[slot % Math.max(1, tasks.length)];
}

function ifThere(arn: string, world: World, part: Partial<Task>): void {
  if (world.task(arn)) { world.changeTask(arn, part); }
}

function contextOf({ id, name, began }: Execution): unknown {
  return {
    Execution: { Id: id, Name: name, StartTime: new Date(began).toISOString() },
    StateMachine: { Id: MACHINE, Name: 'Recovery' },
    Task: { Token: 'token' },
    State: {},
  };
}
