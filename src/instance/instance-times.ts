import { Duration } from 'aws-cdk-lib';
import type { HealthContract } from '../contract/health-contract';

/** How long an instance may take to start and to drain, by the contracts of the services on it. */
export interface InstanceTimes {
  readonly gracePeriod: Duration;
  readonly warmup: Duration;
  readonly drainTime: Duration;
}

/**
 * The slowest contract decides.
 * @param start seconds from launch until ECS may place tasks on an instance
 * @param replaceByLoadBalancer whether a target group may replace an instance, which must not happen before the first check of its task
 */
export function instanceTimes(contracts: readonly HealthContract[], start: number, replaceByLoadBalancer: boolean): InstanceTimes {
  const longest = (seconds: (contract: HealthContract) => number) => Math.max(...contracts.map(seconds));
  // A worker has no load balancer whose first check could be awaited.
  const serving = longest(({ isWorker, startup, budget }) => (isWorker ? startup : budget.targetGroup.gracePeriod).toSeconds());
  const drain = longest(({ startup, budget }) => budget.replacement.minus(startup).toSeconds());
  return {
    gracePeriod: Duration.seconds(replaceByLoadBalancer ? start + serving : start),
    warmup: Duration.seconds(start + serving),
    drainTime: Duration.seconds(drain),
  };
}
