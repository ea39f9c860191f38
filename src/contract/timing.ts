/**
 * When ECS, Docker and load balancers act: the one model that budget, lint and timeline calculate with. Whole seconds; NaN is what is not
 * known, and makes everything NaN that follows from it.
 *
 * The soonest case of a detection: the fault occurs right before a check, and every check fails at once. The latest case: the fault occurs
 * right after the start of a successful check, and every check runs into its timeout.
 */

import { DEPLOYMENT } from './limits';

/** A moment in its soonest and latest case. */
export interface Moment {
  readonly soonest: number;
  readonly latest: number;
}

export interface ContainerCheckTiming {
  readonly interval: number;
  readonly timeout: number;
  /** Failures in a row until the container is UNHEALTHY. */
  readonly retries: number;
}

export interface TargetCheckTiming {
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
}

/**
 * Docker starts the interval when the previous check has **ended**: a check that hangs costs its timeout and the interval.
 * https://docs.docker.com/reference/dockerfile/#healthcheck
 * AWS documents this neither for Fargate nor for the agent on EC2; both are assumed to do as Docker does, which is the longer case.
 */
export function containerDetection({ interval, timeout, retries }: ContainerCheckTiming): Moment {
  return { soonest: (retries - 1) * interval, latest: retries * (interval + timeout) };
}

/**
 * A load balancer starts a check every interval, however long the previous one took.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function targetDetection({ interval, timeout, unhealthyThreshold }: Omit<TargetCheckTiming, 'healthyThreshold'>): Moment {
  return { soonest: (unhealthyThreshold - 1) * interval, latest: unhealthyThreshold * interval + timeout };
}

/**
 * Checkers of Route 53 are independent of each other; each counts its own failures.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export function dnsDetection(check: { readonly interval: number; readonly timeout: number; readonly failureThreshold: number }): Moment {
  const { interval, timeout, failureThreshold } = check;
  return { soonest: (failureThreshold - 1) * interval, latest: failureThreshold * interval + timeout };
}

/**
 * From the end of a boot to a healthy target. A new target needs one success; one that failed `unhealthyThreshold` checks while its task
 * booted is unhealthy, and needs `healthyThreshold` successes in a row.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function targetAfterBoot(check: TargetCheckTiming, boot: number): Moment {
  const successes = boot > targetDetection(check).soonest ? check.healthyThreshold : 1;
  return { soonest: (successes - 1) * check.interval, latest: successes * check.interval + check.timeout };
}

/** The longest boot after which a target is surely healthy within so many seconds of the start: `targetAfterBoot` the other way round. */
export function longestBootWithin(check: TargetCheckTiming, seconds: number): number {
  const unhealthy = targetDetection(check).soonest;
  const before = (successes: number) => seconds - successes * check.interval - check.timeout;
  return before(check.healthyThreshold) > unhealthy ? before(check.healthyThreshold) : Math.min(unhealthy, before(1));
}

/**
 * From the end of a boot to a HEALTHY container: one success is enough. The first check runs one interval after the start; at worst the
 * check that ran during the boot hangs first.
 * https://docs.docker.com/reference/dockerfile/#healthcheck
 */
export function containerAfterBoot({ interval, timeout }: Omit<ContainerCheckTiming, 'retries'>, boot: number): Moment {
  return { soonest: Math.max(0, interval - boot), latest: interval + timeout };
}

/**
 * The soonest that a container which never answers is UNHEALTHY, from its start: the first check runs one interval after it, and failures
 * within the start period do not count.
 */
export function unhealthyFromStart(check: ContainerCheckTiming, startPeriod: number): number {
  return Math.max(startPeriod, check.interval) + containerDetection(check).soonest;
}

/** How many failed tasks end a rolling deployment. */
export interface CircuitBreakerThreshold {
  readonly type: 'COUNT' | 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT';
  readonly value: number;
}

/**
 * Failed tasks until the circuit breaker ends a deployment.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html
 */
export function failuresUntilTripped({ type, value }: CircuitBreakerThreshold, desiredCount: number): number {
  if (type === 'COUNT') { return value; }
  const share = Math.ceil(desiredCount * value / 100);
  const { min, max } = DEPLOYMENT.boundedFailures;
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(max, Math.max(min, share));
}

/** Tasks that a rolling deployment may start beside those that run; at least one, which may wait for the stop of another. */
export function tasksAtOnce(desiredCount: number, maximumPercent: number): number {
  return Math.max(1, Math.min(desiredCount, Math.floor(desiredCount * maximumPercent / 100) - desiredCount));
}
