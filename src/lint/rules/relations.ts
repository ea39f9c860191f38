import type { Rule } from '../rule';
import { badDeploymentOutlivesCloudFormation } from './relations/bad-deployment-outlives-cloud-formation';
import { containerKillBeforeTrafficRemoval } from './relations/container-kill-before-traffic-removal';
import { containerTimeoutNotBelowInterval } from './relations/container-timeout-not-below-interval';
import { deploymentWithoutRoom } from './relations/deployment-without-room';
import { deregistrationDelayLeftAtDefault } from './relations/deregistration-delay-left-at-default';
import { drainOfZero } from './relations/drain-of-zero';
import { gracePeriodBelowStartup } from './relations/grace-period-below-startup';
import { gracePeriodWithoutCheck } from './relations/grace-period-without-check';
import { networkGracePeriodBelowRegistration } from './relations/network-grace-period-below-registration';
import { noGracePeriod } from './relations/no-grace-period';
import { route53ThresholdAboveChildren } from './relations/route53-threshold-above-children';
import { slowStartWithAlgorithm } from './relations/slow-start-with-algorithm';
import { slowStartWithoutHttp } from './relations/slow-start-without-http';
import { spotStopTimeoutLeftAtDefault } from './relations/spot-stop-timeout-left-at-default';
import { startTimeoutBelowDependency } from './relations/start-timeout-below-dependency';
import { stopTimeoutAboveDrain } from './relations/stop-timeout-above-drain';
import { targetGroupTimeoutNotBelowInterval } from './relations/target-group-timeout-not-below-interval';

/** Numbers that are each allowed and contradict one another. */
export const RELATIONS_RULES: readonly Rule[] = [
  badDeploymentOutlivesCloudFormation,
  containerKillBeforeTrafficRemoval,
  containerTimeoutNotBelowInterval,
  deploymentWithoutRoom,
  deregistrationDelayLeftAtDefault,
  drainOfZero,
  gracePeriodBelowStartup,
  gracePeriodWithoutCheck,
  networkGracePeriodBelowRegistration,
  noGracePeriod,
  route53ThresholdAboveChildren,
  slowStartWithAlgorithm,
  slowStartWithoutHttp,
  spotStopTimeoutLeftAtDefault,
  startTimeoutBelowDependency,
  stopTimeoutAboveDrain,
  targetGroupTimeoutNotBelowInterval,
];
