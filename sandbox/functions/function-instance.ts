import { randomUUID } from 'node:crypto';
import { RUNNER } from './runner';
import type { ProcessGroup } from '../processes/process-group';
import type { ProcessRegistry } from '../processes/process-registry';
import type { LostPackets } from '../shared/network';
import type { FunctionModel } from '../template/model';

/** What a function answers, as the Invoke API carries it. */
export interface InvocationResult {
  /** JSON text: what the handler returned, or errorType, errorMessage and trace. */
  readonly payload: string;
  /** Whether the payload is an error, as the header X-Amz-Function-Error states. */
  readonly failed: boolean;
}

/** What a function knows of the world around it. */
export interface Surroundings {
  /** Epoch milliseconds on its calendar. */
  readonly now: number;
  readonly lostPackets: LostPackets;
  /** Addresses by name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Ports by `address:port`. */
  readonly ports: Readonly<Record<string, number>>;
}

interface Message {
  readonly ready?: boolean;
  readonly payload?: string;
  readonly error?: unknown;
}

/** One warm execution environment of a function: a process of its own that handles one event at a time. */
export class FunctionInstance {
  public busy = false;
  private readonly group: ProcessGroup;
  private readonly child: ReturnType<ProcessRegistry['start']>['child'];
  private readonly ready: Promise<void>;
  private answer?: (message: Message) => void;

  constructor(
    private readonly model: FunctionModel,
    environment: NodeJS.ProcessEnv,
    registry: ProcessRegistry,
    onLine: (line: string) => void,
  ) {
    const { group, child } = registry.start(process.execPath, ['-e', RUNNER], { environment, messages: true });
    group.output.onLine = onLine;
    this.group = group;
    this.child = child;
    this.ready = new Promise((resolve) => {
      child.on('message', (message: Message) => (message.ready ? resolve() : this.answer?.(message)));
      void group.exited.then(() => resolve());
    });
    // An unexpected end answers the invocation that is open.
    void group.exited.then(({ code }) =>
      this.answer?.({ error: { errorType: 'Runtime.ExitError', errorMessage: `exited with code ${code}: ${this.lastWords()}` } }),
    );
  }

  public get running(): boolean {
    return this.group.running;
  }

  public get output(): readonly string[] {
    return this.group.output.lines;
  }

  /** @param surroundings what the event brings along, read when it is passed on */
  public async invoke(event: unknown, surroundings: () => Surroundings): Promise<InvocationResult> {
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
        // Only once it has ended: the next call must not find it idle.
        void this.group.exited.then(() => resolve({ error: { errorType: 'Sandbox.Timedout', errorMessage } }));
      }, timeoutMs);
      this.answer = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.child.send({ event, requestId: randomUUID(), timeoutMs, ...surroundings() });
    });
    this.answer = undefined;
    // The response and the output before it come over two pipes: the output is read first.
    await new Promise((resolve) => setImmediate(resolve));
    return message.payload === undefined ? failure(message.error) : { payload: message.payload, failed: false };
  }

  private lastWords(): string {
    return this.output
      .filter((line) => /\S/.test(line))
      .slice(-6)
      .join(' | ');
  }
}

function failure(error: unknown): InvocationResult {
  return { payload: JSON.stringify(error), failed: true };
}
