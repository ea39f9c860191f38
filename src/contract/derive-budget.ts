import type { BudgetSeconds, Promises } from './budget-seconds';
import { deriveDetection, deriveService } from './budget-service';
import { deriveWorker } from './budget-worker';
import { fail } from './errors';
import { LONGEST_STARTUP } from './grace-period';
import { STOP_TIMEOUT, TARGET_GROUP_ATTRIBUTES } from './limits';

/**
 * Derives every number from the promises, with the fewest probes that keep them.
 *
 * @throws when a promise cannot be kept, naming the value, the limit and a way out
 */
export function deriveBudget(promises: Promises): BudgetSeconds {
  checkPromises(promises);
  return (promises.worker ? deriveWorker : deriveService)(promises)
    ?? fail('detectWithin cannot be kept', `${promises.detectWithin} s`, `at least ${leastDetection(promises)} s with these timeouts`,
      'allow more time for detection, or give the endpoints a shorter timeout');
}

/** More than any promises need. */
const LONGEST_DETECTION = 5_000;

/** The least time from `promises.detectWithin` upwards in which a fault can be known. */
export function leastDetection(promises: Promises): number {
  const derive = promises.worker ? deriveWorker : deriveDetection;
  const possible = (detectWithin: number) => derive({ ...promises, detectWithin }) !== undefined;
  let [least, most] = [promises.detectWithin, Math.max(promises.detectWithin, LONGEST_DETECTION)];
  // What is possible in a time is possible in more.
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (possible(middle)) { most = middle; } else { least = middle + 1; }
  }
  return least;
}

function checkPromises({ startup, longestRequest, shutdown, worker }: Promises): void {
  if (startup > LONGEST_STARTUP) {
    fail('startup is beyond what the grace period of a service can cover', `${startup} s`,
      `at most ${LONGEST_STARTUP} s (healthCheckGracePeriodSeconds)`, 'pass the slowest normal boot of one task');
  }
  if (!worker && longestRequest > TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max) {
    fail('longestRequest is beyond what a target group can drain', `${longestRequest} s`, `at most ${TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max} s (deregistration_delay.timeout_seconds)`,
      'cut long work into shorter requests, or hand it to a queue');
  }
  if (worker && longestRequest + shutdown > STOP_TIMEOUT.max) {
    fail('A worker finishes its work after SIGTERM, and ECS does not wait that long', `${longestRequest} s (longestRequest) and ${shutdown} s (shutdown)`, `at most ${STOP_TIMEOUT.max} s together (stopTimeout on Fargate)`,
      'give work that takes longer back to its queue on SIGTERM, and promise only what is worth finishing');
  }
  if (shutdown > STOP_TIMEOUT.max) {
    fail('shutdown is beyond what ECS waits after SIGTERM', `${shutdown} s`, `at most ${STOP_TIMEOUT.max} s (stopTimeout on Fargate)`,
      'finish requests while the target drains (longestRequest) and keep what follows SIGTERM short');
  }
}
