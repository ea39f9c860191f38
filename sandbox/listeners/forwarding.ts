import type { ServiceModel } from '../template/model';
import type { ListenerModel } from '../template/read-listeners';

/** Weights of target groups, by ARN. */
export type Weights = Readonly<Record<string, number>>;

/** By which weights each rule of the listeners forwards at present: the template's, and as ECS changes them. */
export class Forwarding {
  private readonly weights = new Map<string, Weights>();

  constructor(public readonly listeners: readonly ListenerModel[], services: readonly ServiceModel[]) {
    listeners.flatMap(({ rules }) => rules).forEach(({ arn, forward }) => this.weights.set(arn, forward));
    for (const { loadBalancers, shift } of services) {
      for (const entry of shift ? loadBalancers : []) {
        // What the template states of weights is a placeholder: ECS sets them when it creates the service.
        const weights = { [entry.targetGroupArn]: 100, ...entry.alternateTargetGroupArn ? { [entry.alternateTargetGroupArn]: 0 } : {} };
        this.change(entry.productionListenerRule, weights);
        this.change(entry.testListenerRule, weights);
      }
    }
  }

  /** Changes the weights of a rule. */
  public change(rule: string | undefined, weights: Weights): void {
    if (rule !== undefined) { this.weights.set(rule, weights); }
  }

  /** Present weights of a rule, by its ARN; undefined where it is not known, empty where it forwards nothing. */
  public of(rule: string): Weights | undefined {
    return this.weights.get(rule);
  }
}
