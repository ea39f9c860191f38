import { runCheckCommand, type CommandResult, type CommandSettings } from './check-command';
import { ContainerHealth, type ContainerHealthStatus } from './container-health';
import type { ProcessRegistry } from '../processes/process-registry';
import { repeat } from '../shared/repeat';

/** A container check in real milliseconds. */
export interface ContainerCheckSettings extends CommandSettings {
  readonly command: readonly string[];
  readonly intervalMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
}

/** Checks one container again and again, from its start to the signal. */
export class ContainerCheck {
  /** The command that runs; a fault may replace it. */
  public command: readonly string[];
  /** Where localhost leads; a fault may change it. */
  public localhost: string;
  private readonly health: ContainerHealth;
  private lastResult?: CommandResult;

  constructor(
    private readonly settings: ContainerCheckSettings,
    private readonly registry: ProcessRegistry,
    private readonly onChange: (status: ContainerHealthStatus, detail: string) => void,
  ) {
    this.command = settings.command;
    this.localhost = settings.localhost;
    this.health = new ContainerHealth(settings.retries, settings.startPeriodMs);
  }

  public get status(): ContainerHealthStatus {
    return this.health.status;
  }

  /** What the last run of the command said. */
  public get last(): CommandResult | undefined {
    return this.lastResult;
  }

  public async run(signal: AbortSignal): Promise<void> {
    const started = Date.now();
    await repeat(() => this.settings.intervalMs, signal, async () => {
      const age = Date.now() - started;
      const result = await runCheckCommand(this.registry, this.command, { ...this.settings, localhost: this.localhost });
      if (signal.aborted) {
        return;
      }
      const before = this.health.status;
      this.lastResult = result;
      if (this.health.record(result.success, age) !== before) {
        this.onChange(this.health.status, result.detail);
      }
    });
  }
}
