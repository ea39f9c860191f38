import type { Target } from './target';
import type { TargetGroupModel, TargetHealthCheckModel } from '../template/model';

/** A target group with the targets that it knows at the moment, draining ones included. */
export class TargetGroup {
  readonly targets: Target[] = [];
  /** The check as it is now; a fault may change it. */
  healthCheck: TargetHealthCheckModel;

  constructor(readonly model: TargetGroupModel) {
    this.healthCheck = model.healthCheck;
  }

  get arn(): string {
    return this.model.arn;
  }

  get name(): string {
    return this.model.name;
  }

  get deregistrationDelaySeconds(): number {
    return this.model.deregistrationDelaySeconds;
  }

  add(target: Target): void {
    this.targets.push(target);
  }

  remove(target: Target): void {
    const index = this.targets.indexOf(target);
    if (index >= 0) {
      this.targets.splice(index, 1);
    }
  }
}
