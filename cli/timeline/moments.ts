import { after, between, exactly, type Figures } from './figures';
import { longestGap, NETWORK_REGISTRATION, worstDetection } from '../../src/contract/budget-seconds';
import type { ContainerCheckSettings, Route53Settings, ServiceSettings, TargetGroupSettings, VerifierSettings } from '../services/service-settings';

/*
 * Detection at its best: the fault comes right before a check, and every check fails at once. At its worst: right after a good check began,
 * and every check runs into its timeout.
 */

export function containerDetection({ interval, timeout, retries }: ContainerCheckSettings): Figures {
  return between(interval * (retries - 1), interval * retries + timeout);
}

export function targetGroupDetection(check: TargetGroupSettings): Figures {
  return between(check.interval * (check.unhealthyThreshold - 1), worstDetection(check));
}

/** Of each checker: they do not wait for one another. */
export function route53Detection({ interval, failureThreshold, timeout }: Route53Settings): Figures {
  return between(interval * (failureThreshold - 1), interval * failureThreshold + timeout);
}

/** Of a service without traffic the verifier reads what ECS has found. */
export function verifierDetection({ rounds, roundDeadline }: VerifierSettings, { targetGroup, container: { check } }: ServiceSettings): Figures {
  const look = between(0, longestGap(rounds) + roundDeadline);
  return targetGroup || !check ? look : after(containerDetection(check), look);
}

/** From the end of the boot to the first good check: with a load balancer to the first request. */
export function firstCheck({ targetGroup, container: { check } }: ServiceSettings): Figures {
  const asks = targetGroup ?? check;
  if (!asks) { return exactly(0); }
  const answer = between(0, asks.interval + asks.timeout);
  return targetGroup?.network ? after(answer, between(0, NETWORK_REGISTRATION)) : answer;
}

interface Patience {
  readonly container: number;
  readonly targetGroup: number;
}

/**
 * The soonest that ECS gives up a new task which does not answer yet; the grace period holds both checks back.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html (healthCheckGracePeriodSeconds)
 */
export function patience({ targetGroup, container: { check }, gracePeriod }: ServiceSettings): Patience {
  return {
    container: check ? Math.max(gracePeriod, check.startPeriod + containerDetection(check).best) : Infinity,
    targetGroup: targetGroup ? Math.max(gracePeriod, targetGroupDetection(targetGroup).best) : Infinity,
  };
}
