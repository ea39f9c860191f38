/**
 * Plays histories with aws-local-stepfunctions, in a process of its own: it needs a newer Node, and its pauses are those of the clock
 * that stands in for `setTimeout` here. Argument: path of the interpreter. Standard output: traces.
 */
import { Clock } from './clock';
import type { History } from './history';
import type { Definition, Interpreter } from './machine';
import { BEGIN, play } from './play';
import { type Trace, traceOf } from './trace';

/** Written before this program. */
declare const GIVEN: { readonly histories: readonly History[]; readonly definitions: readonly Definition[] };

interface Log {
  readonly type: string;
  readonly state?: { readonly name: string };
}

/** What of the interpreter is used. */
interface Library {
  readonly StateMachine: new (definition: Definition, options: object) => {
    run(input: unknown, options: object): { readonly result: Promise<unknown>; readonly eventLogs: AsyncIterable<Log> };
  };
}

let clock = new Clock(BEGIN);
Object.assign(globalThis, {
  setTimeout: (happen: () => void, ms: number) => clock.after(ms, happen),
  clearTimeout: (cancel: (() => void) | undefined) => cancel?.(),
});

function interpreterOf({ StateMachine }: Library): Interpreter {
  const machines = new Map<Definition, InstanceType<typeof StateMachine>>();
  return async ({ definition, input, context, call, entered }) => {
    // It validates each definition, which takes its time.
    const machine = machines.get(definition) ?? new StateMachine(definition, { validationOptions: { checkArn: false } });
    machines.set(definition, machine);
    const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');
    const taskResourceLocalHandlers = Object.fromEntries(tasks.map(([name, state]) => [name, (given: unknown) => call(state, given)]));
    const { result, eventLogs } = machine.run(input, { overrides: { taskResourceLocalHandlers }, context });
    void (async () => {
      for await (const { type, state } of eventLogs) { if (state && type.endsWith('StateEntered')) { entered(state.name); } }
    })().catch(() => {});
    // Its own error stands around the one that the execution ended with.
    return result.catch((error: Error) => { throw error.cause ?? error; });
  };
}

async function main(): Promise<void> {
  const interpret = interpreterOf(await import(process.argv[2]) as Library);
  const { histories, definitions } = GIVEN;
  const traces: Trace[] = [];
  for (const history of histories) {
    clock = new Clock(BEGIN);
    traces.push(traceOf(await play(history, definitions[history.machine], interpret, clock)));
  }
  process.stdout.write(JSON.stringify(traces));
}

void main();
