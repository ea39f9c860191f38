import type { Rule } from '../rule';
import { alarmOnOneDatapoint } from './design/alarm-on-one-datapoint';
import { circuitBreakerWithoutRollback } from './design/circuit-breaker-without-rollback';
import { containerCheckOnReadiness } from './design/container-check-on-readiness';
import { dependsOnUncheckedContainer } from './design/depends-on-unchecked-container';
import { deploymentStopsAllTasks } from './design/deployment-stops-all-tasks';
import { essentialContainerWithoutCheck } from './design/essential-container-without-check';
import { evaluateTargetHealthOnSharedLoadBalancer } from './design/evaluate-target-health-on-shared-load-balancer';
import { noCircuitBreaker } from './design/no-circuit-breaker';
import { sameDeepPathForBothChecks } from './design/same-deep-path-for-both-checks';
import { singleTaskBehindLoadBalancer } from './design/single-task-behind-load-balancer';
import { slowTrafficRemoval } from './design/slow-traffic-removal';
import { tooManyChecks } from './design/too-many-checks';

/** Settings that work, and turn a small fault into an outage. */
export const DESIGN_RULES: readonly Rule[] = [
  alarmOnOneDatapoint,
  circuitBreakerWithoutRollback,
  containerCheckOnReadiness,
  dependsOnUncheckedContainer,
  deploymentStopsAllTasks,
  essentialContainerWithoutCheck,
  evaluateTargetHealthOnSharedLoadBalancer,
  noCircuitBreaker,
  sameDeepPathForBothChecks,
  singleTaskBehindLoadBalancer,
  slowTrafficRemoval,
  tooManyChecks,
];
