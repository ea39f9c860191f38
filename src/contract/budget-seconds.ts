import { fail } from './errors';
import { CONTAINER_CHECK, STOP_TIMEOUT, TARGET_GROUP_ATTRIBUTES, TARGET_GROUP_CHECK } from './limits';

/** What a contract promises, in whole seconds. */
export interface Promises {
  readonly startup: number;
  readonly longestRequest: number;
  readonly shutdown: number;
  readonly detectWithin: number;
  /** Timeout that the liveness endpoint sets itself. */
  readonly livenessTimeout?: number;
  /** Timeout that the endpoint of the load balancer sets itself. */
  readonly readinessTimeout?: number;
  /** How long the application tries to recover itself before a kill may come. */
  readonly inAppRecovery: number;
}

interface ContainerSeconds {
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
  readonly stopTimeout: number;
}

interface TargetGroupSeconds {
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly deregistrationDelay: number;
}

interface VerificationSeconds {
  readonly rounds: number;
  readonly roundSpacing: number;
  readonly roundDeadline: number;
  readonly timeout: number;
}

/** Everything that follows from the promises, in whole seconds. */
export interface BudgetSeconds {
  readonly container: ContainerSeconds;
  readonly targetGroup: TargetGroupSeconds;
  readonly verification: VerificationSeconds;
}

/** A check that answers is done in milliseconds; 5 s leaves room for a garbage collection or a cold cache. */
const USUAL_TIMEOUT = 5;

/** Two failures in a row: the smallest count that a single lost packet does not satisfy, and AWS's minimum. */
const THRESHOLD = 2;

/** A run lasts at most its minute, and a round under 10 s is mostly cold sockets and API calls. */
const ROUNDS = [1, 2, 3, 4, 5, 6];

/** Time for reading ECS and the load balancer, and for calling the prober, on top of the probes of one round. */
const ROUND_OVERHEAD = 5;

/** A container check more often than this only costs; more seldom than this it overshoots by minutes. */
const USUAL_CONTAINER_INTERVAL = 60;
const USUAL_RETRIES = 3;

/**
 * Derives every number from the promises, with the fewest probes that keep them.
 *
 * @throws when a promise cannot be kept, naming the value, the limit and a way out
 */
export function deriveBudget(promises: Promises): BudgetSeconds {
  checkPromises(promises);
  const detection = deriveDetection(promises);
  if (!detection) {
    const possible = leastDetection(promises);
    fail('detectWithin cannot be kept', `${promises.detectWithin} s`, `at least ${possible} s with these timeouts`, 'allow more time for detection, or give the endpoints a shorter timeout');
  }
  return { ...detection, container: deriveContainer(promises, detection) };
}

type Detection = Pick<BudgetSeconds, 'targetGroup' | 'verification'>;

/** The load balancer and the verifier must both notice in time; each with its largest interval that does. */
function deriveDetection(promises: Promises): Detection | undefined {
  const { readinessTimeout, livenessTimeout, detectWithin, longestRequest } = promises;
  for (let usual = USUAL_TIMEOUT; usual >= TARGET_GROUP_CHECK.timeout.min; usual--) {
    const timeout = readinessTimeout ?? usual;
    const interval = Math.min(TARGET_GROUP_CHECK.interval.max, Math.floor((detectWithin - timeout) / THRESHOLD));
    const slowest = Math.max(timeout, livenessTimeout ?? usual);
    const roundDeadline = ROUND_OVERHEAD + 2 * slowest;
    const rounds = ROUNDS.find((count) => longestGap(count) + roundDeadline <= detectWithin && roundDeadline <= 60 / count);
    if (rounds && interval >= TARGET_GROUP_CHECK.interval.min && interval > timeout) {
      return {
        targetGroup: { interval, timeout, healthyThreshold: THRESHOLD, unhealthyThreshold: THRESHOLD, deregistrationDelay: longestRequest },
        verification: { rounds, roundSpacing: 60 / rounds, roundDeadline, timeout: slowest },
      };
    }
  }
  return undefined;
}

/** The least time from `promises.detectWithin` upwards in which a fault can be known. */
export function leastDetection(promises: Promises): number {
  let detectWithin = promises.detectWithin;
  while (!deriveDetection({ ...promises, detectWithin })) { detectWithin++; }
  return detectWithin;
}

/** Traffic goes before the task does, and the task goes only after the application has tried to help itself. */
function deriveContainer(promises: Promises, { targetGroup }: Detection): ContainerSeconds {
  const timeout = promises.livenessTimeout ?? Math.min(USUAL_TIMEOUT, targetGroup.timeout);
  const earliestKill = Math.max(worstDetection(targetGroup) + 1, promises.inAppRecovery);
  const { retries: { max: mostRetries }, interval: { min, max } } = CONTAINER_CHECK;
  const retries = Math.min(mostRetries, Math.max(USUAL_RETRIES, Math.ceil(earliestKill / USUAL_CONTAINER_INTERVAL) + 1));
  const interval = Math.max(min, timeout + 1, Math.ceil(earliestKill / (retries - 1)));
  if (interval > max) {
    const longest = max * (mostRetries - 1);
    fail('The application would be killed while it still recovers itself', `${earliestKill} s of recovery and detection`, `at most ${longest} s (${mostRetries} checks, ${max} s apart)`, 'shorten inAppRecovery or detectWithin');
  }
  return { interval, timeout, retries, startPeriod: promises.startup, stopTimeout: Math.max(STOP_TIMEOUT.min, promises.shutdown) };
}

function checkPromises({ startup, longestRequest, shutdown }: Promises): void {
  if (startup > CONTAINER_CHECK.startPeriod.max) {
    fail('startup is beyond what ECS lets a container check wait', `${startup} s`, `at most ${CONTAINER_CHECK.startPeriod.max} s (startPeriod)`,
      'boot first and load afterwards with readiness failing meanwhile, or make the image start faster');
  }
  if (longestRequest > TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max) {
    fail('longestRequest is beyond what a target group can drain', `${longestRequest} s`, `at most ${TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max} s (deregistration_delay.timeout_seconds)`,
      'cut long work into shorter requests, or hand it to a queue');
  }
  if (shutdown > STOP_TIMEOUT.max) {
    fail('shutdown is beyond what ECS waits after SIGTERM', `${shutdown} s`, `at most ${STOP_TIMEOUT.max} s (stopTimeout on Fargate)`,
      'finish requests while the target drains (longestRequest) and keep what follows SIGTERM short');
  }
}

/** The longest time between the starts of two looks: within a minute each comes up to a tenth of the spacing earlier or later. */
export function longestGap(rounds: number): number {
  return rounds === 1 ? 60 : Math.ceil(1.2 * 60 / rounds);
}

/** Worst case from a fault to the last check that proves it: it starts just after a good check began. */
export function worstDetection(check: TargetGroupSeconds): number {
  return check.interval * check.unhealthyThreshold + check.timeout;
}
