import type { Rule } from '../rule';
import { containerIntervalOutOfRange } from './ranges/container-interval-out-of-range';
import { containerRetriesOutOfRange } from './ranges/container-retries-out-of-range';
import { containerStartPeriodOutOfRange } from './ranges/container-start-period-out-of-range';
import { containerTimeoutOutOfRange } from './ranges/container-timeout-out-of-range';
import { deregistrationDelayOutOfRange } from './ranges/deregistration-delay-out-of-range';
import { fargateStopTimeoutOutOfRange } from './ranges/fargate-stop-timeout-out-of-range';
import { route53ChildrenOutOfRange } from './ranges/route53-children-out-of-range';
import { route53FailureThresholdOutOfRange } from './ranges/route53-failure-threshold-out-of-range';
import { route53IntervalNotAllowed } from './ranges/route53-interval-not-allowed';
import { route53TooFewRegions } from './ranges/route53-too-few-regions';
import { slowStartOutOfRange } from './ranges/slow-start-out-of-range';
import { targetGroupIntervalOutOfRange } from './ranges/target-group-interval-out-of-range';
import { targetGroupThresholdOutOfRange } from './ranges/target-group-threshold-out-of-range';
import { targetGroupTimeoutOutOfRange } from './ranges/target-group-timeout-out-of-range';

/** Ranges that AWS verifies only at deployment. */
export const RANGES_RULES: readonly Rule[] = [
  containerIntervalOutOfRange,
  containerRetriesOutOfRange,
  containerStartPeriodOutOfRange,
  containerTimeoutOutOfRange,
  deregistrationDelayOutOfRange,
  fargateStopTimeoutOutOfRange,
  route53ChildrenOutOfRange,
  route53FailureThresholdOutOfRange,
  route53IntervalNotAllowed,
  route53TooFewRegions,
  slowStartOutOfRange,
  targetGroupIntervalOutOfRange,
  targetGroupThresholdOutOfRange,
  targetGroupTimeoutOutOfRange,
];
