import type { BudgetSeconds, ContractSeconds } from './budget-seconds';
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
export function deriveBudget(promises: ContractSeconds): BudgetSeconds {
  checkPromises(promises);
  return (promises.worker ? deriveWorker : deriveService)(promises)
    ?? fail({
      what: 'detectWithin cannot be kept',
      got: `${promises.detectWithin} s`,
      allowed: `at least ${leastDetection(promises)} s with these timeouts`,
      fix: 'allow more time for detection, or give the endpoints a shorter timeout',
    });
}

/** More than any promises need. */
const LONGEST_DETECTION = 5_000;

/** The least time from `promises.detectWithin` upwards in which a fault can be known. */
export function leastDetection(promises: ContractSeconds): number {
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

function checkPromises({ startup, longestRequest, shutdown, worker }: ContractSeconds): void {
  if (startup > LONGEST_STARTUP) {
    fail({
      what: 'startup is beyond what the grace period of a service can cover',
      got: `${startup} s`,
      allowed: `at most ${LONGEST_STARTUP} s (healthCheckGracePeriodSeconds)`,
      fix: 'pass the slowest normal boot of one task',
    });
  }
  if (!worker && longestRequest > TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max) {
    fail({
      what: 'longestRequest is beyond what a target group can drain',
      got: `${longestRequest} s`,
      allowed: `at most ${TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max} s (deregistration_delay.timeout_seconds)`,
      fix: 'cut long work into shorter requests, or hand it to a queue',
    });
  }
  if (worker && longestRequest + shutdown > STOP_TIMEOUT.max) {
    fail({
      what: 'A worker finishes its work after SIGTERM, and ECS does not wait that long',
      got: `${longestRequest} s (longestRequest) and ${shutdown} s (shutdown)`,
      allowed: `at most ${STOP_TIMEOUT.max} s together (stopTimeout on Fargate)`,
      fix: 'give work that takes longer back to its queue on SIGTERM, and promise only what is worth finishing',
    });
  }
  if (shutdown > STOP_TIMEOUT.max) {
    fail({
      what: 'shutdown is beyond what ECS waits after SIGTERM',
      got: `${shutdown} s`,
      allowed: `at most ${STOP_TIMEOUT.max} s (stopTimeout on Fargate)`,
      fix: 'finish requests while the target drains (longestRequest) and keep what follows SIGTERM short',
    });
  }
}
