import { FunctionInstance, type InvocationResult } from './function-instance';
import type { ProcessRegistry } from '../processes/process-registry';
import type { FunctionModel } from '../template/model';

/** A function of the template: idle instances are used again, and a call that finds none gets a new one, as in Lambda. */
export class LambdaFunction {
  private readonly instances: FunctionInstance[] = [];

  constructor(
    readonly model: FunctionModel,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly registry: ProcessRegistry,
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

  private newInstance(): FunctionInstance {
    const instance = new FunctionInstance(this.model, this.environment, this.registry);
    const dead = this.instances.findIndex((candidate) => !candidate.running);
    this.instances.splice(dead < 0 ? this.instances.length : dead, dead < 0 ? 0 : 1, instance);
    return instance;
  }
}
