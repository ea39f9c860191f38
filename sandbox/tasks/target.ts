import type { SandboxContext } from './context';
import type { RegisteredTarget, TargetGroup } from './target-group';
import { TargetHealth } from '../checks/target-health';
import { requestTarget } from '../checks/target-request';
import { repeat, sleep } from '../shared/repeat';

/** What a target is told of its task. */
type TargetTask = Pick<RegisteredTarget, 'address' | 'zone'>;

/** One address and port registered with a target group, checked until it is deregistered. */
export class Target implements RegisteredTarget {
  public readonly health: TargetHealth;
  /** How many checks have ended. */
  public checks = 0;
  private readonly checking = new AbortController();

  constructor(
    public readonly group: TargetGroup,
    private readonly task: TargetTask,
    public readonly port: number,
    private readonly context: Pick<SandboxContext, 'clock' | 'network' | 'timeoutMs'>,
    private readonly onChange: (target: Target) => void,
  ) {
    this.health = new TargetHealth(group.healthCheck.healthyThreshold, group.healthCheck.unhealthyThreshold);
  }

  public get address(): string { return this.task.address; }
  public get zone(): string { return this.task.zone; }

  public get checkPort(): number {
    const { port } = this.group.healthCheck;
    return port === 'traffic-port' ? this.port : Number(port);
  }

  /** Checks until the target is deregistered or the sandbox stops; the interval is from one start to the next. */
  public async run(sandboxStops: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([sandboxStops, this.checking.signal]);
    let took = 0;
    await repeat(() => this.context.clock.milliseconds(this.group.healthCheck.intervalSeconds) - took, signal, async () => {
      const check = this.group.healthCheck;
      const loss = this.context.network.lostBy('load-balancer', this.address)[this.address];
      const began = Date.now();
      const result = await requestTarget(check, this.address, this.checkPort, this.context.timeoutMs(check.timeoutSeconds), loss);
      took = Date.now() - began;
      this.checks += 1;
      const before = this.health.state;
      if (!signal.aborted && this.health.record(result) !== before) {
        this.onChange(this);
      }
    });
  }

  /** Drains for the group's deregistration delay; resolves after it, or when the sandbox stops. */
  public async deregister(sandboxStops: AbortSignal): Promise<void> {
    this.checking.abort();
    this.health.drain();
    this.onChange(this);
    await sleep(this.context.clock.milliseconds(this.group.deregistrationDelaySeconds), sandboxStops);
  }
}
