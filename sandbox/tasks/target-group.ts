import type { TargetHealth } from '../checks/target-health';
import type { TargetGroupModel, TargetHealthCheckModel } from '../template/model';

/** An address and port that is registered with a target group. */
export interface RegisteredTarget {
  readonly address: string;
  /** Availability Zone of the target. */
  readonly zone: string;
  readonly port: number;
  /** Port to which health checks are sent. */
  readonly checkPort: number;
  readonly health: TargetHealth;
}

/** A target group with its present targets, draining ones included. */
export class TargetGroup {
  public readonly targets: RegisteredTarget[] = [];
  /** The present health check; a fault may change it. */
  public healthCheck: TargetHealthCheckModel;

  constructor(public readonly model: TargetGroupModel) {
    this.healthCheck = model.healthCheck;
  }

  public get arn(): string {
    return this.model.arn;
  }

  public get name(): string {
    return this.model.name;
  }

  public get deregistrationDelaySeconds(): number {
    return this.model.deregistrationDelaySeconds;
  }

  public add(target: RegisteredTarget): void {
    this.targets.push(target);
  }

  public remove(target: RegisteredTarget): void {
    const index = this.targets.indexOf(target);
    if (index >= 0) {
      this.targets.splice(index, 1);
    }
  }
}
