import { PRICES } from './prices';

/** Lambda memory of verifier and prober alike, MiB; the least at which a cold start stays around a second. */
export const FUNCTION_MEMORY = 256;

/** The heartbeat of a verifier. What is wrong adds a metric while it lasts. */
export const METRICS_PER_VERIFIER = 2;
/** That the verifier is blind. */
export const ALARMS_PER_VERIFIER = 1;
/** The incident. */
export const ALARMS_PER_SERVICE = 1;

const RUNS_PER_MONTH = 60 * 24 * 365 / 12;

// Estimates on the generous side for ten tasks: reading ECS and the load balancer, calling the prober, probing.
const VERIFIER_SECONDS_PER_ROUND = 1.5;
const PROBER_SECONDS_PER_ROUND = 1;
/** The line and the heartbeat of a sweep, and what Lambda writes itself. */
const LOG_BYTES_PER_SWEEP = 2_000;

/** USD a month that verification costs for one service with a verifier of its own; further ones cost little more than their alarm. */
export function monthlyCost(rounds: number, roundSpacing: number, probed: boolean): number {
  const gigabytes = FUNCTION_MEMORY / 1024;
  const verifierSeconds = (rounds - 1) * roundSpacing + VERIFIER_SECONDS_PER_ROUND;
  const proberCalls = probed ? rounds : 0;
  const proberSeconds = proberCalls * PROBER_SECONDS_PER_ROUND;
  const perRun = PRICES.schedulerInvocation
    + (1 + proberCalls) * PRICES.lambdaRequest
    + (verifierSeconds + proberSeconds) * gigabytes * PRICES.lambdaGbSecondArm
    + LOG_BYTES_PER_SWEEP / 1e9 * PRICES.logGb;
  const standing = METRICS_PER_VERIFIER * PRICES.customMetricMonth + (ALARMS_PER_VERIFIER + ALARMS_PER_SERVICE) * PRICES.alarmMonth;
  return Math.round((RUNS_PER_MONTH * perRun + standing) * 100) / 100;
}
