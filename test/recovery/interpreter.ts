import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const RUNTIMES = join(__dirname, '..', 'runtimes', 'node_modules');
export const NODE = join(RUNTIMES, 'node-24', 'bin', 'node');

/** Why state machines cannot be executed here; undefined where they can. */
export const cannotExecute = [NODE, join(RUNTIMES, 'aws-local-stepfunctions')].every((path) => existsSync(path))
  ? undefined
  : 'test/runtimes has no Node 24 or no interpreter: run `npm ci --prefix test/runtimes`';

/** An execution of a state machine as it is synthesized. */
export interface Execution {
  readonly definition: unknown;
  readonly input: unknown;
  readonly context: unknown;
  /** What a Task state does with its input; what it throws is the state's error, by its name. */
  readonly task: (state: string, input: any) => unknown;
}

/** One for all executions of a file of tests: loading the interpreter takes far longer than an execution. */
let child: ChildProcess | undefined;
let executions = 0;
afterAll(() => { child?.kill(); });

/** Gives the execution's output; rejects with the error that it ended with. */
export async function execute({ task, ...machine }: Execution): Promise<any> {
  const interpreter = (child ??= fork(join(__dirname, 'interpreter-child.cjs'), {
    execPath: NODE,
    execArgv: [],
    env: {},
    serialization: 'json',
  }));
  const execution = executions += 1;
  let listen: (message: any) => void;
  let ended: (code: number | null) => void;
  try {
    return await new Promise((resolve, reject) => {
      ended = (code) => reject(new Error(`the interpreter ended with ${code}`));
      listen = (message) => {
        if (message.execution !== execution) { return; }
        if ('output' in message) { resolve(message.output); return; }
        if (message.failure) { reject(Object.assign(new Error(message.failure.message), { name: message.failure.name })); return; }
        Promise.resolve().then(() => task(message.state, message.input)).then(
          (answer) => interpreter.send({ id: message.id, answer: answer ?? null }),
          ({ name, message: text }: Error) => interpreter.send({ id: message.id, error: { name, message: text } }),
        );
      };
      interpreter.on('exit', ended);
      interpreter.on('message', listen);
      interpreter.send({ execution, ...machine });
    });
  } finally {
    interpreter.off('exit', ended!);
    interpreter.off('message', listen!);
  }
}
