import { FunctionInstance, type InvocationResult } from './function-instance';
import type { ProcessRegistry } from '../processes/process-registry';
import type { FunctionModel } from '../template/model';

/** Of what a function threw, that much is told: the message, without most of the trace. */
const LONGEST_FAILURE = 300;

/** A function of the template: idle instances are used again, and a call that finds none gets a new one, as in Lambda. */
export class LambdaFunction {
  private readonly instances: FunctionInstance[] = [];

  constructor(
    readonly model: FunctionModel,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly registry: ProcessRegistry,
    /** Hears every line of its log. */
    private readonly onLine: (line: string) => void = () => undefined,
  ) {}

  /** What the instances that live have written, EMF and logs, oldest first. */
  get output(): readonly string[] {
    return this.instances.flatMap((instance) => instance.output);
  }

  async invoke(event: unknown): Promise<InvocationResult> {
    const instance = this.instances.find((candidate) => candidate.running && !candidate.busy) ?? this.newInstance();
    instance.busy = true;
    try {
      return await instance.invoke(event);
    } finally {
      instance.busy = false;
    }
  }

  /** Invokes without waiting, as an event does; whoever must hear of a failure is told. Lambda would try again, here once is all. */
  async invokeAsEvent(event: unknown, onFailure: (why: string) => void): Promise<void> {
    const { failed, payload } = await this.invoke(event);
    if (failed) {
      onFailure(`function ${this.model.name} failed: ${payload.slice(0, LONGEST_FAILURE)}`);
    }
  }

  private newInstance(): FunctionInstance {
    const instance = new FunctionInstance(this.model, this.environment, this.registry, this.onLine);
    const dead = this.instances.findIndex((candidate) => !candidate.running);
    this.instances.splice(dead < 0 ? this.instances.length : dead, dead < 0 ? 0 : 1, instance);
    return instance;
  }
}
