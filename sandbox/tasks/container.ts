import type { SandboxContext } from './context';
import { processEnvironment } from './environment';
import { ContainerCheck } from '../checks/container-check';
import type { ContainerHealthStatus } from '../checks/container-health';
import { SHORTEST_STOP_MS } from '../checks/floors';
import type { ProcessExit, ProcessGroup } from '../processes/process-group';
import type { ContainerModel } from '../template/model';

/** Where a container's task is reached. */
export interface ContainerPlace {
  readonly address: string;
  /** Where localhost leads when the process listens on only one of both. */
  readonly loopback: string;
}

/** Who is notified of a container. */
export interface ContainerListener {
  onHealth(status: ContainerHealthStatus, detail: string): void;
  onExit(): void;
  onLine(line: string): void;
}

/** Where a process listens: on all addresses of its task, on localhost alone, or on the task's address alone. */
export type Listening = 'everywhere' | 'loopback' | 'task-address';

/** A container of a task: a real process group, and the check that the template states for it. */
export class Container {
  /** Absent when the template states none. */
  public readonly check?: ContainerCheck;
  /** Why it ended, as ECS words it; absent where the exit code says all. */
  public reason?: string;
  private current: ProcessGroup;
  private readonly checking = new AbortController();
  private ended?: ProcessExit;
  private endsAs?: ProcessExit;
  private keptHealth?: ContainerHealthStatus;

  constructor(
    public readonly model: ContainerModel,
    private readonly command: string,
    private readonly place: ContainerPlace,
    private readonly context: SandboxContext,
    private readonly listener: ContainerListener,
  ) {
    this.current = this.launch(place.address, model.ports[0]);
    const check = model.healthCheck;
    if (check) {
      this.check = new ContainerCheck({
        localhost: place.address,
        environment: this.environment(place.address, model.ports[0]),
        directory: context.directory,
        command: check.command,
        intervalMs: context.clock.milliseconds(check.intervalSeconds),
        timeoutMs: context.timeoutMs(check.timeoutSeconds),
        retries: check.retries,
        startPeriodMs: Math.max(context.clock.milliseconds(check.startPeriodSeconds), context.bootAllowanceMs),
      }, context.registry, (status, detail) => this.listener.onHealth(status, detail));
      void this.check.run(AbortSignal.any([context.stopping, this.checking.signal]));
    }
  }

  public get name(): string {
    return this.model.name;
  }

  /** The process that runs in it at present. */
  public get process(): ProcessGroup {
    return this.current;
  }

  /** Absent as long as the process runs. */
  public get exit(): ProcessExit | undefined {
    return this.ended;
  }

  /** What ECS knows of its check. */
  public get healthStatus(): ContainerHealthStatus {
    return this.keptHealth ?? this.check?.status ?? 'UNKNOWN';
  }

  /** The last lines that the process wrote to standard output and error. */
  public get output(): readonly string[] {
    return this.process.output.lines;
  }

  /** The line that most likely says why the process ended: the last one that mentions an error, else the last one. */
  public get lastWords(): string | undefined {
    const lines = this.output.slice(-40).filter((line) => line.trim() !== '');
    return (lines.filter((line) => /error/i.test(line)).at(-1) ?? lines.at(-1))?.trim().slice(0, 300);
  }

  /** ECS hears nothing more of its check and keeps what it knew. */
  public keepHealth(): void {
    this.keptHealth = this.healthStatus;
  }

  /** ECS hears of its check again. */
  public reportHealth(): void {
    this.keptHealth = undefined;
  }

  /** Its processes end at once, as by themselves with this exit code. */
  public end(code: number, reason?: string): void {
    this.endsAs = { code };
    this.reason = reason;
    this.process.signal('SIGKILL');
  }

  /**
   * The process listens elsewhere from now on. A process that moves is started anew in its place, as by a restart policy: the task stays.
   *
   * @param port the first port of the template when absent
   */
  public listen(where: Listening, port = this.model.ports[0]): void {
    if (this.ended || this.checking.signal.aborted) { return; } // nothing starts anew in a task that ends
    const { address, loopback } = this.place;
    if (where !== 'task-address' || port !== this.model.ports[0]) {
      const before = this.current;
      this.current = this.launch(where === 'loopback' ? loopback : address, port);
      before.signal('SIGKILL');
    }
    if (this.check) { this.check.localhost = where === 'everywhere' ? address : loopback; }
  }

  /**
   * Starts the process anew on another address, in its place. Once the new one is ready, the old one ends and gives its port back to what
   * takes over; no function sees the moment in between.
   */
  public async moveTo(host: string, ready: () => Promise<void>, takeOver: () => Promise<void>): Promise<void> {
    const before = this.current;
    this.current = this.launch(host, this.model.ports[0]);
    await ready();
    await this.context.clock.betweenRuns(async () => {
      before.signal('SIGKILL');
      await before.exited;
      await takeOver();
    });
  }

  /** SIGTERM, the container's stop timeout, SIGKILL. */
  public async stop(): Promise<void> {
    this.checking.abort();
    await this.process.stop(Math.max(this.context.clock.milliseconds(this.model.stopTimeoutSeconds), SHORTEST_STOP_MS));
  }

  private launch(host: string, port?: number): ProcessGroup {
    const launched = this.context.registry.startShell(this.command, {
      environment: this.environment(host, port), directory: this.context.directory,
    });
    launched.output.onLine = (line) => this.listener.onLine(line);
    void launched.exited.then((exit) => {
      if (launched !== this.current) { return; }
      this.ended = this.endsAs ?? exit;
      this.checking.abort();
      this.listener.onExit();
    });
    return launched;
  }

  private environment(host: string, port?: number): NodeJS.ProcessEnv {
    return processEnvironment(this.context, this.model.environment, host, port);
  }
}
