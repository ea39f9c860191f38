import {
  failRecovery,
  longestGap,
  ROUND_OVERHEAD,
  ROUNDS,
  stopping,
  USUAL_RETRIES,
  USUAL_TIMEOUT,
  type BudgetSeconds,
  type ContainerSeconds,
  type ContractSeconds,
} from './budget-seconds';
import { CONTAINER_CHECK, TARGET_GROUP_CHECK } from './limits';
import { targetDetection } from './timing';

/** Two failures in a row: the smallest count that a single lost packet does not satisfy, and AWS's minimum. */
const THRESHOLD = 2;

/** A shorter interval only costs, a longer one overshoots by minutes. */
const USUAL_CONTAINER_INTERVAL = 60;

/** The budget of a service that listens on a port; undefined where detectWithin cannot be kept. */
export function deriveService(promises: ContractSeconds): BudgetSeconds | undefined {
  const detection = deriveDetection(promises);
  return detection && { ...detection, container: deriveContainer(promises, detection) };
}

type Detection = Required<Pick<BudgetSeconds, 'targetGroup' | 'verification'>>;

/** The load balancer and the verifier must both detect in time; each gets the largest interval that allows it. */
export function deriveDetection(promises: ContractSeconds): Detection | undefined {
  const { readinessTimeout, livenessTimeout, detectWithin, longestRequest } = promises;
  for (let usual = USUAL_TIMEOUT; usual >= TARGET_GROUP_CHECK.timeout.min; usual -= 1) {
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

/** The load balancer stops traffic before ECS replaces the task, which it does only after the application has tried to recover. */
function deriveContainer(promises: ContractSeconds, { targetGroup }: Detection): ContainerSeconds {
  const timeout = promises.livenessTimeout ?? Math.min(USUAL_TIMEOUT, targetGroup.timeout);
  const earliestKill = Math.max(targetDetection(targetGroup).latest + 1, promises.inAppRecovery);
  const { retries: { max: mostRetries }, interval: { min, max } } = CONTAINER_CHECK;
  const retries = Math.min(mostRetries, Math.max(USUAL_RETRIES, Math.ceil(earliestKill / USUAL_CONTAINER_INTERVAL) + 1));
  const interval = Math.max(min, timeout + 1, Math.ceil(earliestKill / (retries - 1)));
  if (interval > max) { failRecovery(earliestKill); }
  return { interval, timeout, retries, ...stopping(promises) };
}
