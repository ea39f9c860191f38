import { FunctionInstance, type InvocationResult } from './function-instance';
import type { ProcessRegistry } from '../processes/process-registry';
import type { Clock } from '../shared/clock';
import type { Network } from '../shared/network';
import type { FunctionModel } from '../template/model';

/** What functions share. */
export interface FunctionWorld {
  readonly registry: ProcessRegistry;
  readonly clock: Clock;
  readonly network: Network;
  /** How far the calendar of the functions is ahead of the sandbox's; a fault may change it. */
  readonly skewMs: { value: number };
}

/** Characters of a failure that are reported: the message, without most of the trace. */
const LONGEST_FAILURE = 300;

/** A function of the template: idle instances are used again, and a call that finds none gets a new one, as in Lambda. */
export class LambdaFunction {
  private readonly instances: FunctionInstance[] = [];

  constructor(
    public readonly model: FunctionModel,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly world: FunctionWorld,
    /** Called with every line of its log. */
    private readonly onLine: (line: string) => void = () => undefined,
  ) {}

  /** Lines that its running instances have logged, metrics (EMF) included, oldest first. */
  public get output(): readonly string[] {
    return this.instances.flatMap((instance) => instance.output);
  }

  public async invoke(event: unknown): Promise<InvocationResult> {
    return this.world.clock.inRealTime(async () => this.invokeInstance(event));
  }

  private async invokeInstance(event: unknown): Promise<InvocationResult> {
    const { clock, network, skewMs } = this.world;
    const instance = this.instances.find((candidate) => candidate.running && !candidate.busy) ?? this.newInstance();
    instance.busy = true;
    try {
      const { hosts, ports } = network;
      return await instance.invoke(event, () => ({ now: clock.now + skewMs.value, lostPackets: network.lostBy('prober'), hosts, ports }));
    } finally {
      instance.busy = false;
    }
  }

  /**
   * Invokes asynchronously and reports a failure. Lambda would retry, the sandbox does not.
   * @returns what the function returned, which nobody receives in AWS; undefined where it failed
   */
  public async invokeAsEvent(event: unknown, onFailure: (reason: string) => void): Promise<unknown> {
    const { failed, payload } = await this.invoke(event);
    if (failed) {
      onFailure(`function ${this.model.name} failed: ${payload.slice(0, LONGEST_FAILURE)}`);
      return undefined;
    }
    return JSON.parse(payload);
  }

  private newInstance(): FunctionInstance {
    const instance = new FunctionInstance(this.model, this.environment, this.world.registry, this.onLine);
    const dead = this.instances.findIndex((candidate) => !candidate.running);
    this.instances.splice(dead < 0 ? this.instances.length : dead, dead < 0 ? 0 : 1, instance);
    return instance;
  }
}
