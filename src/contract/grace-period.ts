import { NETWORK_REGISTRATION, type BudgetSeconds, type ContractSeconds } from './budget-seconds';
import { CONTAINER_CHECK, GRACE_PERIOD, TARGET_GROUP_CHECK } from './limits';
import { containerAfterBoot, targetAfterBoot } from './timing';

/** The longest boot whose grace period ECS still allows, whatever the intervals are and even behind an NLB. */
export const LONGEST_STARTUP = GRACE_PERIOD.max - NETWORK_REGISTRATION - TARGET_GROUP_CHECK.timeout.max
  - TARGET_GROUP_CHECK.threshold.max * CONTAINER_CHECK.interval.max;

/** Grace periods of a service, in whole seconds. */
interface GraceSeconds {
  /** For the container check alone; undefined where its start period covers the boot. */
  readonly container?: number;
  /** Behind an ALB. */
  readonly target: number;
  readonly networkTarget: number;
}

/** Whether a boot takes longer than the longest start period of a container check, so that the service has to ignore that check. */
export function outlastsStartPeriod(startup: number): boolean {
  return startup > CONTAINER_CHECK.startPeriod.max;
}

/**
 * From the end of the boot to the moment when no checker counts the failures of the boot any more: the target is healthy, and where the
 * boot
 * outlasts the start period the container as well. A worker has the container check alone.
 */
export function afterBoot({ startup }: ContractSeconds, { container, targetGroup }: BudgetSeconds): number {
  return Math.max(
    targetGroup ? targetAfterBoot(targetGroup, startup).latest : 0,
    !targetGroup || outlastsStartPeriod(startup) ? containerAfterBoot(container, startup).latest : 0,
  );
}

/** How long ECS must ignore failing checks of a new task: the boot, and until its checks have succeeded. */
export function gracePeriods(promises: ContractSeconds, seconds: BudgetSeconds): GraceSeconds {
  const target = promises.startup + afterBoot(promises, seconds);
  return { container: outlastsStartPeriod(promises.startup) ? target : undefined, target, networkTarget: target + NETWORK_REGISTRATION };
}
