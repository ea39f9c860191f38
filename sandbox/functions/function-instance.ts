import { randomUUID } from 'node:crypto';
import { RUNNER } from './runner';
import type { ProcessGroup } from '../processes/process-group';
import type { ProcessRegistry } from '../processes/process-registry';
import type { FunctionModel } from '../template/model';

/** What a function answers, as the Invoke API carries it. */
export interface InvocationResult {
  /** JSON text: what the handler returned, or errorType, errorMessage and trace. */
  readonly payload: string;
  /** Whether the payload tells of an error, as the header X-Amz-Function-Error does. */
  readonly failed: boolean;
}

interface Message {
  readonly ready?: boolean;
  readonly payload?: string;
  readonly error?: unknown;
}

/** One warm execution environment of a function: a process of its own that handles one event at a time. */
export class FunctionInstance {
  busy = false;
  private readonly group: ProcessGroup;
  private readonly child: ReturnType<ProcessRegistry['start']>['child'];
  private readonly ready: Promise<void>;
  private answer?: (message: Message) => void;

  constructor(private readonly model: FunctionModel, environment: NodeJS.ProcessEnv, registry: ProcessRegistry, onLine: (line: string) => void) {
    const { group, child } = registry.start(process.execPath, ['-e', RUNNER], { environment, messages: true });
    group.output.onLine = onLine;
    this.group = group;
    this.child = child;
    this.ready = new Promise((resolve) => {
      child.on('message', (message: Message) => message.ready ? resolve() : this.answer?.(message));
      void group.exited.then(() => resolve());
    });
    // An unexpected end answers whatever is open; nobody waits for ever.
    void group.exited.then(({ code }) => this.answer?.({ error: { errorType: 'Runtime.ExitError', errorMessage: `exited with code ${code}: ${this.lastWords()}` } }));
  }

  get running(): boolean {
    return this.group.running;
  }

  get output(): readonly string[] {
    return this.group.output.lines;
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    await this.ready;
    if (!this.running) {
      return failure({ errorType: 'Runtime.ExitError', errorMessage: `cannot start: ${this.lastWords()}` });
    }
    const timeoutMs = this.model.timeoutSeconds * 1000;
    const message = await new Promise<Message>((resolve) => {
      const timer = setTimeout(() => {
        const errorMessage = `Task timed out after ${this.model.timeoutSeconds.toFixed(2)} seconds`;
        this.answer = undefined;
        this.group.signal('SIGKILL');
        // Only once it is gone: the next call must not find it idle.
        void this.group.exited.then(() => resolve({ error: { errorType: 'Sandbox.Timedout', errorMessage } }));
      }, timeoutMs);
      this.answer = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.child.send({ event, requestId: randomUUID(), deadline: Date.now() + timeoutMs });
    });
    this.answer = undefined;
    // The answer and what was written before it come over two pipes: let the other be read too.
    await new Promise((resolve) => setImmediate(resolve));
    return message.payload === undefined ? failure(message.error) : { payload: message.payload, failed: false };
  }

  private lastWords(): string {
    return this.output.filter((line) => /\S/.test(line)).slice(-6).join(' | ');
  }
}

function failure(error: unknown): InvocationResult {
  return { payload: JSON.stringify(error), failed: true };
}
