import type { ProcessRegistry } from '../processes/process-registry';
import { repeat } from '../repeat';
import { runCheckCommand, type CommandResult, type CommandSettings } from './check-command';
import { ContainerHealth, type ContainerHealthStatus } from './container-health';

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
  command: readonly string[];
  private readonly health: ContainerHealth;
  private lastResult?: CommandResult;

  constructor(
    private readonly settings: ContainerCheckSettings,
    private readonly registry: ProcessRegistry,
    private readonly onChange: (status: ContainerHealthStatus, detail: string) => void,
  ) {
    this.command = settings.command;
    this.health = new ContainerHealth(settings.retries, settings.startPeriodMs);
  }

  get status(): ContainerHealthStatus {
    return this.health.status;
  }

  /** What the last run of the command said. */
  get last(): CommandResult | undefined {
    return this.lastResult;
  }

  async run(signal: AbortSignal): Promise<void> {
    const started = Date.now();
    await repeat(() => this.settings.intervalMs, signal, async () => {
      const age = Date.now() - started;
      const result = await runCheckCommand(this.registry, this.command, this.settings);
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
