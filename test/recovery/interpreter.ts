import { fork } from 'node:child_process';
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

/** Gives the execution's output; rejects with the error that it ended with. */
export async function execute({ task, ...machine }: Execution): Promise<any> {
  const child = fork(join(__dirname, 'interpreter-child.cjs'), { execPath: NODE, execArgv: [], env: {}, serialization: 'json' });
  try {
    return await new Promise((resolve, reject) => {
      child.on('exit', (code) => reject(new Error(`the interpreter ended with ${code}`)));
      child.on('message', (message: any) => {
        if ('output' in message) { resolve(message.output); return; }
        if (message.failure) { reject(Object.assign(new Error(message.failure.message), { name: message.failure.name })); return; }
        Promise.resolve().then(() => task(message.state, message.input)).then(
          (answer) => child.send({ id: message.id, answer: answer ?? null }),
          ({ name, message: text }: Error) => child.send({ id: message.id, error: { name, message: text } }),
        );
      });
      child.send(machine);
    });
  } finally {
    child.removeAllListeners('exit');
    child.kill();
  }
}
