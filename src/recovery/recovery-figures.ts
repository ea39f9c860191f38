import { Duration } from 'aws-cdk-lib';
import { RECOVERY_FUNCTION_TIMEOUT } from './recovery-shared';
import type { HealthContract } from '../contract/health-contract';
import { MAX_VERIFICATIONS_AFTER_STOP } from '../shared/recovery-settings';

/** How long a recovery waits, and for what; all from the contract's budget. */
export interface RecoveryFigures {
  /** From one request to the application to the next verification. */
  readonly attemptInterval: Duration;
  readonly attempts: number;
  /** Stop and startup of the container in the same task. */
  readonly restartInPlace: Duration;
  /** Drain, stop and startup, and the first checks. */
  readonly replacement: Duration;
  readonly verifyAgain: Duration;
  /** How long people may take to approve; no approval is needed when absent. */
  readonly approval?: Duration;
  /** For how long the lock of one task's recovery holds. */
  readonly lock: Duration;
}

const VERIFY_AGAIN = Duration.minutes(1);
/** A decision: the function, called up to three times, with the pauses between. */
const DECISION_SECONDS = 3 * RECOVERY_FUNCTION_TIMEOUT.toSeconds() + 10;
/** Everything else that a recovery does for a task is short. */
const REST_SECONDS = 300;

/** The figures of a recovery. */
export function recoveryFigures({ budget, inAppRecovery, startup }: HealthContract, approval: Duration | undefined): RecoveryFigures {
  const attempts = inAppRecovery?.attempts ?? 0;
  const attemptInterval = inAppRecovery?.interval ?? Duration.seconds(10);
  const restartInPlace = budget.container.stopTimeout.plus(startup);
  const replacement = budget.worstCases.deployment;
  // An attempt is the request, which may take as long as the wait, and the wait.
  const waits = 2 * attempts * attemptInterval.toSeconds({ integral: false }) + restartInPlace.toSeconds() + replacement.toSeconds()
    + MAX_VERIFICATIONS_AFTER_STOP * VERIFY_AGAIN.toSeconds() + (approval?.toSeconds() ?? 0);
  const decisions = attempts + MAX_VERIFICATIONS_AFTER_STOP + 4;
  return {
    attemptInterval,
    attempts,
    restartInPlace,
    replacement,
    verifyAgain: VERIFY_AGAIN,
    approval,
    lock: Duration.seconds(Math.ceil(waits + decisions * DECISION_SECONDS + REST_SECONDS)),
  };
}
