import type { GuardName } from './guards';
import type { Decision } from './progress';
import { CHECK_VERIFIER } from '../../signals/incident';

/** Who does what next, once a guard has blocked a recovery; whole sentences. */
export const GUARD_NEXT: Readonly<Record<GuardName, string>> = {
  SWITCHED_OFF: 'A person has to check the service. Set the parameter to on to let recovery act again.',
  MAINTENANCE: 'A person has to check the service if the fault outlasts the maintenance hours.',
  ANOTHER_RECOVERY: 'The other recovery sends a message when it ends.',
  UNKNOWN_DIAGNOSIS: CHECK_VERIFIER,
  STALE_DIAGNOSIS: 'Check how long the verifier takes, and the service itself.',
  DEPLOYING: 'ECS finishes the deployment or rolls it back; check the service if the fault outlasts it.',
  DRAINING: 'The task is being taken out of service; check the service if the fault outlasts it.',
  TASK_CHANGED: 'The next alarm starts a recovery of the tasks that run by then.',
  SYSTEMIC: 'Find what the tasks share: release, configuration, data, a dependency. Restarting them does not help.',
  TASK_PROTECTED: 'Check what the task is working on; it may be stopped once its protection ends.',
  NO_REPLACEMENT: 'A person has to decide whether the only task may be stopped. minHealthyTasks: 0 lets recovery do it.',
  TOO_FEW_HEALTHY: 'Check the other tasks first: stopping one more would leave too few.',
  BUDGET_SPENT: 'Find the cause: restarts have not helped for long. Recovery may act again once its window has passed.',
  OBSERVING: 'A person has to do it, or set mode: RecoveryMode.ACT to let recovery do it next time.',
};

interface DecisionTexts {
  /** For a subject line. */
  readonly title: string;
  /** Continues "The service orders in cluster prod ". */
  readonly sentence: string;
}

/** How a recovery ended. */
const DECISION_TEXTS: Readonly<Record<'RECOVERED' | 'NOTHING_TO_DO' | 'BLOCKED' | 'ESCALATED', DecisionTexts>> = {
  RECOVERED: { title: 'recovered', sentence: 'has recovered' },
  NOTHING_TO_DO: { title: 'nothing to recover', sentence: 'needed no recovery' },
  BLOCKED: { title: 'not recovered', sentence: 'was not recovered' },
  ESCALATED: { title: 'needs a person', sentence: 'needs a person' },
};

/** What has to be done once a recovery ended without a guard. */
const DECISION_NEXT: Readonly<Record<'RECOVERED' | 'NOTHING_TO_DO' | 'ESCALATED', string>> = {
  RECOVERED: "Find out why it failed: the verifier's log has the evidence.",
  NOTHING_TO_DO: 'Nothing to do.',
  ESCALATED: 'A person has to take over; recovery does nothing more in this incident.',
};

/** A decision that ends no recovery is the last one only where a state failed after it. */
export function decisionTexts(decision: Decision): DecisionTexts {
  return isKey(DECISION_TEXTS, decision) ? DECISION_TEXTS[decision] : DECISION_TEXTS.ESCALATED;
}

export function decisionNext(decision: Decision): string {
  return isKey(DECISION_NEXT, decision) ? DECISION_NEXT[decision] : DECISION_NEXT.ESCALATED;
}

function isKey<T extends object>(table: T, key: string): key is keyof T & string {
  return Object.hasOwn(table, key);
}
