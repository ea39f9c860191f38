import {
  failRecovery,
  longestGap,
  ROUND_OVERHEAD,
  ROUNDS,
  stopping,
  USUAL_RETRIES,
  USUAL_TIMEOUT,
  type BudgetSeconds,
  type ContractSeconds,
} from './budget-seconds';
import { CONTAINER_CHECK } from './limits';

/** The verification of a worker reads the state in ECS, and probes the dependencies. */
const ROUND_DEADLINE = ROUND_OVERHEAD + USUAL_TIMEOUT;

/**
 * The budget of a worker, on which nothing listens: first ECS's container check must notice a fault, then the verifier must read it.
 * The fewest verifications, then the fewest checks, that manage both within detectWithin; undefined where none do.
 */
export function deriveWorker(promises: ContractSeconds): BudgetSeconds | undefined {
  const { livenessTimeout, detectWithin, inAppRecovery } = promises;
  const { interval: { min, max }, retries: { max: mostRetries }, timeout: { min: leastTimeout } } = CONTAINER_CHECK;
  if (inAppRecovery > max * (mostRetries - 1)) { failRecovery(inAppRecovery); }
  for (let usual = USUAL_TIMEOUT; usual >= leastTimeout; usual -= 1) {
    const timeout = livenessTimeout ?? usual;
    for (const rounds of ROUNDS.filter((count) => ROUND_DEADLINE <= 60 / count)) {
      const left = detectWithin - longestGap(rounds) - ROUND_DEADLINE;
      for (let retries = USUAL_RETRIES; retries <= mostRetries; retries += 1) {
        // What `containerDetection` counts: each check may take its timeout, and the interval follows it.
        const interval = Math.min(max, Math.floor(left / retries) - timeout);
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
