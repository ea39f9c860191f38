import { TargetHealth } from '../checks/target-health';
import { requestTarget } from '../checks/target-request';
import type { Clock } from '../clock';
import { repeat, sleep } from '../repeat';
import type { TargetGroup } from './target-group';

/** One address and port registered with a target group, checked until it is deregistered. */
export class Target {
  readonly health: TargetHealth;
  /** How many checks have ended. */
  checks = 0;
  private readonly checking = new AbortController();

  constructor(
    readonly group: TargetGroup,
    readonly address: string,
    readonly port: number,
    private readonly clock: Clock,
    private readonly shortestTimeoutMs: number,
    private readonly onChange: (target: Target) => void,
  ) {
    this.health = new TargetHealth(group.healthCheck.healthyThreshold, group.healthCheck.unhealthyThreshold);
  }

  /** Port that the check goes to. */
  get checkPort(): number {
    const { port } = this.group.healthCheck;
    return port === 'traffic-port' ? this.port : Number(port);
  }

  /** Checks until the target is deregistered or the sandbox stops; the interval runs from one start to the next. */
  async run(sandboxStops: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([sandboxStops, this.checking.signal]);
    let took = 0;
    await repeat(() => this.clock.milliseconds(this.group.healthCheck.intervalSeconds) - took, signal, async () => {
      const check = this.group.healthCheck;
      const timeoutMs = Math.max(this.clock.milliseconds(check.timeoutSeconds), this.shortestTimeoutMs);
      const began = Date.now();
      const result = await requestTarget(check, this.address, this.checkPort, timeoutMs);
      took = Date.now() - began;
      this.checks += 1;
      const before = this.health.state;
      if (!signal.aborted && this.health.record(result) !== before) {
        this.onChange(this);
      }
    });
  }

  /** Drains for the group's deregistration delay; resolves when the target is gone, or the sandbox is. */
  async deregister(sandboxStops: AbortSignal): Promise<void> {
    this.checking.abort();
    this.health.drain();
    this.onChange(this);
    await sleep(this.clock.milliseconds(this.group.deregistrationDelaySeconds), sandboxStops);
  }
}
