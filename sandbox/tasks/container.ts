import type { SandboxContext } from './context';
import { processEnvironment } from './environment';
import { ContainerCheck } from '../checks/container-check';
import type { ContainerHealthStatus } from '../checks/container-health';
import { SHORTEST_STOP_MS } from '../checks/floors';
import type { ProcessExit, ProcessGroup } from '../processes/process-group';
import type { ContainerModel } from '../template/model';

/** A container of a task: a real process group, and the check that the template states for it. */
export class Container {
  readonly process: ProcessGroup;
  /** Absent when the template states none. */
  readonly check?: ContainerCheck;
  private readonly checking = new AbortController();
  private ended?: ProcessExit;

  constructor(
    readonly model: ContainerModel,
    command: string,
    address: string,
    private readonly context: SandboxContext,
    onHealth: (container: Container, status: ContainerHealthStatus, detail: string) => void,
  ) {
    const environment = processEnvironment(context, model.environment, address, model.ports[0]);
    this.process = context.registry.startShell(command, { environment, directory: context.directory });
    void this.process.exited.then((exit) => {
      this.ended = exit;
      this.checking.abort();
    });
    const check = model.healthCheck;
    if (check) {
      this.check = new ContainerCheck({
        address,
        environment,
        directory: context.directory,
        command: check.command,
        intervalMs: context.clock.milliseconds(check.intervalSeconds),
        timeoutMs: Math.max(context.clock.milliseconds(check.timeoutSeconds), context.shortestTimeoutMs),
        retries: check.retries,
        startPeriodMs: Math.max(context.clock.milliseconds(check.startPeriodSeconds), context.bootAllowanceMs),
      }, context.registry, (status, detail) => onHealth(this, status, detail));
      void this.check.run(AbortSignal.any([context.stopping, this.checking.signal]));
    }
  }

  get name(): string {
    return this.model.name;
  }

  /** Absent as long as the process runs. */
  get exit(): ProcessExit | undefined {
    return this.ended;
  }

  get healthStatus(): ContainerHealthStatus {
    return this.check?.status ?? 'UNKNOWN';
  }

  /** The last lines that the process wrote to standard output and error. */
  get output(): readonly string[] {
    return this.process.output.lines;
  }

  /** The line that most likely says why the process ended: the last that speaks of an error, else the last. */
  get lastWords(): string | undefined {
    const lines = this.output.slice(-40).filter((line) => line.trim() !== '');
    return (lines.filter((line) => /error/i.test(line)).at(-1) ?? lines.at(-1))?.trim().slice(0, 300);
  }

  /** SIGTERM, the container's stop timeout, SIGKILL. */
  async stop(): Promise<void> {
    this.checking.abort();
    await this.process.stop(Math.max(this.context.clock.milliseconds(this.model.stopTimeoutSeconds), SHORTEST_STOP_MS));
  }
}
