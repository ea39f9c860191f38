import type { Weights } from './forwarding';
import type { RegisteredTarget, TargetGroup } from '../tasks/target-group';
import type { ListenerModel, ListenerRuleModel } from '../template/read-listeners';

/** The first rule of a listener that takes a request. */
export function ruleFor({ rules }: Pick<ListenerModel, 'rules'>, host: string, path: string): ListenerRuleModel {
  return rules.find((rule) => fits(rule.hosts, host.toLowerCase()) && fits(rule.paths, path))!;
}

function fits(patterns: readonly string[], value: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => {
    const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
    return new RegExp(`^${source}$`).test(value);
  });
}

/**
 * Distributes requests by weight, evenly over time: of any number of requests in a row, each group gets its share, but for less than one
 * request for each group. A load balancer draws lots instead, which would make every expectation of a share a matter of luck.
 */
export class Turns {
  private readonly credit = new Map<string, number>();

  /** The key whose turn it is; undefined where all weights are zero. */
  public next(weights: Weights): string | undefined {
    const open = Object.entries(weights).filter(([, weight]) => weight > 0);
    const total = open.reduce((sum, [, weight]) => sum + weight, 0);
    // What a key has saved up under other weights counts no more once it gets nothing.
    for (const key of this.credit.keys()) { if (!(weights[key] > 0)) { this.credit.delete(key); } }
    for (const [key, weight] of open) { this.credit.set(key, (this.credit.get(key) ?? 0) + weight / total); }
    const [first] = [...this.credit].sort(([, one], [, other]) => other - one);
    if (first) { this.credit.set(first[0], first[1] - 1); }
    return first?.[0];
  }
}

/**
 * Targets that requests are routed to: the healthy ones, or all if none is healthy.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
 */
export function routable({ targets }: Pick<TargetGroup, 'targets'>): readonly RegisteredTarget[] {
  const registered = targets.filter(({ health }) => health.state !== 'draining');
  const healthy = registered.filter(({ health }) => health.state === 'healthy');
  return healthy.length > 0 ? healthy : registered;
}
