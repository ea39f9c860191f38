import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import * as http from 'node:http';

/** An answer as a test reads it. */
export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** The example service as a process of its own. */
export class ServiceProcess {
  public url = '';
  public output = '';
  /** Resolves with the exit code, or the signal that ended the process. */
  public readonly ended: Promise<number | string>;

  private readonly child: ChildProcessWithoutNullStreams;

  /** Starts the service on a loopback address of its own, with intervals that suit a test. */
  constructor(words: string[], environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, words, {
      env: {
        ...process.env,
        HOST: '127.0.77.1',
        PORT: '0',
        WORKER_INTERVAL_MS: '25',
        RECOVERY_INTERVAL_MS: '250',
        SHUTDOWN_DELAY_MS: '600',
        ...environment,
      },
    });
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal!)));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (chunk) => { this.output += chunk; });
    }
  }

  public get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until the service listens. */
  public async ready(): Promise<void> {
    [this.url] = await this.printed(/http:\/\/[\d.]+:\d+/);
  }

  /** Waits for text in what the service prints from the given position on. */
  public async printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output.slice(from));
      if (match) { return match; }
      if (!this.running) { throw new Error(`The service ended without printing ${pattern}: ${this.output}`); }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Injects a fault and waits until the service has it. */
  public async fault(line: string): Promise<void> {
    const from = this.output.length;
    this.inject(line);
    await this.printed(/fault: |Unknown fault: /, from);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Writes a line to the service's standard input. */
  public inject(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Asks on a connection of its own; rejects with the error's code when there is no answer. */
  public async get(path: string, options: http.RequestOptions = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      http.get(`${this.url}${path}`, { agent: false, ...options }, (response) => {
        let text = '';
        response.on('data', (chunk) => { text += chunk; });
        response.on('end', () => resolve({ status: response.statusCode!, body: text.startsWith('{') ? JSON.parse(text) : text }));
      }).once('error', (error: NodeJS.ErrnoException) => reject(error.code ?? error.message));
    });
  }

  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
