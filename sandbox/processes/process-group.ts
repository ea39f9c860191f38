import { type ChildProcess } from 'node:child_process';
import { OutputRing } from './output-ring';

/** How a process ended. */
export interface ProcessExit {
  /** Exit code; 128 + the signal's number when a signal ended it; 127 when it could not be started, as shells say. */
  readonly code: number;
  readonly signal?: NodeJS.Signals;
  /** Why it could not be started. */
  readonly failure?: string;
}

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** A process with all its descendants, which share a process group: what happens to a container happens to all of them. */
export class ProcessGroup {
  public readonly output = new OutputRing();
  /** Resolves when the first process of the group has ended; never rejects. */
  public readonly exited: Promise<ProcessExit>;
  private ended?: ProcessExit;

  constructor(private readonly leader: ChildProcess) {
    for (const stream of [leader.stdout, leader.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => this.output.write(chunk));
    }
    leader.once('close', () => this.output.end());
    // The process may end before it has read a line, which is lost then.
    leader.stdin?.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      const end = (exit: ProcessExit) => {
        this.ended ??= exit;
        // Its last lines are still in the pipes: they are read before the promise resolves.
        setImmediate(() => resolve(this.ended!));
      };
      leader.once('error', (error: Error) => end({ code: 127, failure: error.message }));
      leader.once('exit', (code, signal) => {
        // Its descendants end with it, as a container's processes end with PID 1.
        this.signal('SIGKILL');
        end({ code: code ?? 128 + (SIGNAL_NUMBERS[signal!] ?? 0), ...signal ? { signal } : {} });
      });
    });
  }

  /** Id of the group, which is the id of its first process; undefined when it could not be started. */
  public get id(): number | undefined {
    return this.leader.pid;
  }

  public get running(): boolean {
    return this.ended === undefined && this.id !== undefined;
  }

  /** Sends a signal to every process of the group. */
  public signal(name: NodeJS.Signals): void {
    if (this.id === undefined) {
      return;
    }
    try {
      process.kill(-this.id, name);
    } catch {
      // ESRCH: no process of the group is left.
    }
  }

  /** Writes a line to the standard input of the first process; false when it reads no more. */
  public send(line: string): boolean {
    return this.running && (this.leader.stdin?.writable ?? false) && (this.leader.stdin!.write(`${line}\n`), true);
  }

  /** SIGTERM, then SIGKILL when the group has not ended after the given real time. */
  public async stop(timeoutMs: number): Promise<ProcessExit> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), timeoutMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }
}
