import { NETWORK_REGISTRATION } from './budget-seconds';
import type { BudgetSeconds, Promises } from './budget-seconds';
import { CONTAINER_CHECK, GRACE_PERIOD, TARGET_GROUP_CHECK } from './limits';

/** The longest boot whose grace period ECS still allows, whatever the intervals are and even behind an NLB. */
export const LONGEST_STARTUP = GRACE_PERIOD.max - NETWORK_REGISTRATION - CONTAINER_CHECK.interval.max - TARGET_GROUP_CHECK.timeout.max;

/** Grace periods of a service, in whole seconds. */
interface GraceSeconds {
  /** For the container check alone; undefined where its start period covers the boot. */
  readonly container?: number;
  /** Behind an ALB. */
  readonly target: number;
  readonly networkTarget: number;
}

/** Whether a boot takes longer than ECS lets a container check wait (startPeriod), so that the service has to ignore that check. */
export function outlastsStartPeriod(startup: number): boolean {
  return startup > CONTAINER_CHECK.startPeriod.max;
}

/**
 * From the end of the boot to the end of one check of whoever may have seen a failure by then: the load balancer, and where the boot
 * outlasts the start period the container check as well. Of a worker the container check, which is the only one.
 */
export function firstCheck({ startup }: Promises, { container, targetGroup }: BudgetSeconds): number {
  const checks = [...targetGroup ? [targetGroup] : [], ...!targetGroup || outlastsStartPeriod(startup) ? [container] : []];
  return Math.max(...checks.map(({ interval, timeout }) => interval + timeout));
}

/** How long ECS must ignore failing checks of a new task: the boot and one check. */
export function gracePeriods(promises: Promises, seconds: BudgetSeconds): GraceSeconds {
  const target = promises.startup + firstCheck(promises, seconds);
  return { container: outlastsStartPeriod(promises.startup) ? target : undefined, target, networkTarget: target + NETWORK_REGISTRATION };
}
