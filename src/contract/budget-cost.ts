import { PRICES } from './prices';

/** Lambda memory of verifier and prober alike, MiB; the least at which a cold start stays around a second. */
export const FUNCTION_MEMORY = 256;

/** The metrics and alarms that every verified service has; what is seldom, such as a failing layer or a deployment, adds a metric while it lasts. */
export const METRICS_PER_SERVICE = 4;
export const ALARMS_PER_SERVICE = 2;
export const COMPOSITE_ALARMS_PER_SERVICE = 1;

const RUNS_PER_MONTH = 60 * 24 * 365 / 12;

// Estimates on the generous side for ten tasks: reading ECS and the load balancer, calling the prober, probing.
const VERIFIER_SECONDS_PER_ROUND = 1.5;
const PROBER_SECONDS_PER_ROUND = 1;
const LOG_BYTES_PER_ROUND = 5_000;

/** USD a month that verification adds for one service: the shared functions cost only what they run. */
export function monthlyCost(rounds: number, roundSpacing: number, probed: boolean): number {
  const gigabytes = FUNCTION_MEMORY / 1024;
  const verifierSeconds = (rounds - 1) * roundSpacing + VERIFIER_SECONDS_PER_ROUND;
  const proberCalls = probed ? rounds : 0;
  const proberSeconds = proberCalls * PROBER_SECONDS_PER_ROUND;
  const perRun = PRICES.schedulerInvocation
    + (1 + proberCalls) * PRICES.lambdaRequest
    + (verifierSeconds + proberSeconds) * gigabytes * PRICES.lambdaGbSecondArm
    + rounds * LOG_BYTES_PER_ROUND / 1e9 * PRICES.logGb;
  const standing = METRICS_PER_SERVICE * PRICES.customMetricMonth + ALARMS_PER_SERVICE * PRICES.alarmMonth
    + COMPOSITE_ALARMS_PER_SERVICE * PRICES.compositeAlarmMonth;
  return Math.round((RUNS_PER_MONTH * perRun + standing) * 100) / 100;
}
