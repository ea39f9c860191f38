import { failRecovery, longestGap, ROUND_OVERHEAD, ROUNDS, stopping, USUAL_RETRIES, USUAL_TIMEOUT } from './budget-seconds';
import type { BudgetSeconds, Promises } from './budget-seconds';
import { CONTAINER_CHECK } from './limits';

/** A look at a worker reads what ECS knows, and asks its dependencies. */
const ROUND_DEADLINE = ROUND_OVERHEAD + USUAL_TIMEOUT;

/**
 * The budget of a worker, on which nothing listens: first ECS's container check must notice a fault, then the verifier must read it.
 * The fewest looks, then the fewest checks, that manage both within detectWithin; undefined where none do.
 */
export function deriveWorker(promises: Promises): BudgetSeconds | undefined {
  const { livenessTimeout, detectWithin, inAppRecovery } = promises;
  const { interval: { min, max }, retries: { max: mostRetries }, timeout: { min: leastTimeout } } = CONTAINER_CHECK;
  if (inAppRecovery > max * (mostRetries - 1)) { failRecovery(inAppRecovery); }
  for (let usual = USUAL_TIMEOUT; usual >= leastTimeout; usual--) {
    const timeout = livenessTimeout ?? usual;
    for (const rounds of ROUNDS.filter((count) => ROUND_DEADLINE <= 60 / count)) {
      const left = detectWithin - longestGap(rounds) - ROUND_DEADLINE - timeout;
      for (let retries = USUAL_RETRIES; retries <= mostRetries; retries++) {
        const interval = Math.min(max, Math.floor(left / retries));
        if (interval >= min && interval > timeout && interval * (retries - 1) >= inAppRecovery) {
          return {
            container: { interval, timeout, retries, ...stopping(promises) },
            verification: { rounds, roundSpacing: 60 / rounds, roundDeadline: ROUND_DEADLINE, timeout: USUAL_TIMEOUT },
          };
        }
      }
    }
  }
  return undefined;
}
