import { after, between, NEVER, ZERO, type Figures } from './figures';
import { longestGap, NETWORK_REGISTRATION } from '../../src/contract/budget-seconds';
import * as timing from '../../src/contract/timing';
import { calculate, type Quantity } from '../services/quantity';
import type {
  ContainerCheckSettings,
  Route53Settings,
  ServiceSettings,
  TargetGroupSettings,
  VerifierSettings,
} from '../services/service-settings';

/** The model in src/contract/timing.ts, with quantities that may be unknown. */
function moment(given: readonly Quantity[], when: (...numbers: readonly number[]) => timing.Moment): Figures {
  return between(calculate(given, (...numbers) => when(...numbers).soonest), calculate(given, (...numbers) => when(...numbers).latest));
}

export function containerDetection(check: ContainerCheckSettings): Figures {
  return moment([check.interval, check.timeout, check.retries], (interval, timeout, retries) => (
    timing.containerDetection({ interval, timeout, retries })));
}

export function targetGroupDetection(check: TargetGroupSettings): Figures {
  return moment([check.interval, check.timeout, check.unhealthyThreshold], (interval, timeout, unhealthyThreshold) => (
    timing.targetDetection({ interval, timeout, unhealthyThreshold })));
}

/** Of each checker: they are independent of each other. */
export function route53Detection({ interval, failureThreshold, timeout }: Route53Settings): Figures {
  return moment([interval, failureThreshold], (each, times) => timing.dnsDetection({ interval: each, timeout, failureThreshold: times }));
}

/** The verifier reads ECS's health status of a service without traffic. */
export function verifierDetection(
  { rounds, roundDeadline }: VerifierSettings,
  { targetGroup, container: { check } }: ServiceSettings,
): Figures {
  const round = between(0, longestGap(rounds) + roundDeadline);
  return targetGroup || !check ? round : after(containerDetection(check), round);
}

/** From the end of the boot to the first request, or without a load balancer to HEALTHY. */
export function afterBoot({ targetGroup, container: { check } }: ServiceSettings, boot: number): Figures {
  if (targetGroup) {
    const { interval, timeout, healthyThreshold, unhealthyThreshold } = targetGroup;
    const healthy = moment([interval, timeout, healthyThreshold, unhealthyThreshold], (each, limit, successes, failures) => (
      timing.targetAfterBoot({ interval: each, timeout: limit, healthyThreshold: successes, unhealthyThreshold: failures }, boot)));
    return targetGroup.network ? after(healthy, between(0, NETWORK_REGISTRATION)) : healthy;
  }
  return check ? moment([check.interval, check.timeout], (interval, timeout) => timing.containerAfterBoot({ interval, timeout }, boot))
    : ZERO;
}

/** From the start of a task to the start of the container: until the containers are ready for which it waits. */
export function dependencies({ container: { waitsFor = [] } }: ServiceSettings): Figures {
  return after(ZERO, ...waitsFor.map(({ soonest, latest }) => between(soonest, latest)));
}

/** When ECS replaces a new task because of each check. Seconds from the start of its container. */
interface FirstReplacement {
  readonly container: Quantity;
  readonly targetGroup: Quantity;
}

/**
 * The soonest moment at which ECS replaces a new task that does not respond yet; the grace period delays both checks.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html (healthCheckGracePeriodSeconds)
 */
export function firstReplacement({ targetGroup, container: { check }, gracePeriod }: ServiceSettings): FirstReplacement {
  return {
    container: check
      ? calculate([gracePeriod, check.startPeriod, check.interval, check.timeout, check.retries], (grace, start, interval, timeout,
        retries) => (
        Math.max(grace, timing.unhealthyFromStart({ interval, timeout, retries }, start))))
      : Infinity,
    targetGroup: targetGroup ? calculate([gracePeriod, targetGroupDetection(targetGroup).best], Math.max) : Infinity,
  };
}

/** How long a task lives that never answers, from the start of its container to the decision to replace it. */
export function lifeOfBadTask(settings: ServiceSettings): Figures {
  const { targetGroup, container: { check }, gracePeriod } = settings;
  const { container, targetGroup: target } = firstReplacement(settings);
  if (!check && !targetGroup) { return NEVER; }
  const soonest = calculate([container, target], Math.min);
  const byContainer: Quantity = check
    ? calculate([check.startPeriod, check.interval, containerDetection(check).worst], (start, interval, worst) => Math.max(start,
      interval) + worst)
    : Infinity;
  const byTarget: Quantity = targetGroup ? targetGroupDetection(targetGroup).worst : Infinity;
  const latest = calculate([gracePeriod, byContainer, byTarget], (grace, one, other) => Math.max(grace, Math.min(one, other)));
  return between(soonest, latest);
}
