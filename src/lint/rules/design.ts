import type { Rule } from '../rule';
import { alarmIgnoresMissingTargets } from './design/alarm-ignores-missing-targets';
import { alarmOnOneDatapoint } from './design/alarm-on-one-datapoint';
import { blueGreenWithoutAlarm } from './design/blue-green-without-alarm';
import { circuitBreakerWithoutRollback } from './design/circuit-breaker-without-rollback';
import { cloudMapWithoutHealthCheck } from './design/cloud-map-without-health-check';
import { containerCheckOnReadiness } from './design/container-check-on-readiness';
import { dependsOnUncheckedContainer } from './design/depends-on-unchecked-container';
import { deploymentStopsAllTasks } from './design/deployment-stops-all-tasks';
import { essentialContainerWithoutCheck } from './design/essential-container-without-check';
import { evaluateTargetHealthOnSharedLoadBalancer } from './design/evaluate-target-health-on-shared-load-balancer';
import { failoverPrimaryWithoutCheck } from './design/failover-primary-without-check';
import { networkTcpCheckAlone } from './design/network-tcp-check-alone';
import { noCircuitBreaker } from './design/no-circuit-breaker';
import { sameDeepPathForBothChecks } from './design/same-deep-path-for-both-checks';
import { singleTaskBehindLoadBalancer } from './design/single-task-behind-load-balancer';
import { slowTrafficRemoval } from './design/slow-traffic-removal';
import { tooManyChecks } from './design/too-many-checks';

/** Settings that work, and turn a small fault into an outage. */
export const DESIGN_RULES: readonly Rule[] = [
  alarmIgnoresMissingTargets,
  alarmOnOneDatapoint,
  blueGreenWithoutAlarm,
  circuitBreakerWithoutRollback,
  cloudMapWithoutHealthCheck,
  containerCheckOnReadiness,
  dependsOnUncheckedContainer,
  deploymentStopsAllTasks,
  essentialContainerWithoutCheck,
  evaluateTargetHealthOnSharedLoadBalancer,
  failoverPrimaryWithoutCheck,
  networkTcpCheckAlone,
  noCircuitBreaker,
  sameDeepPathForBothChecks,
  singleTaskBehindLoadBalancer,
  slowTrafficRemoval,
  tooManyChecks,
];
