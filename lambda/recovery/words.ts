import type { GuardName } from './guards';
import type { Decision } from './progress';

/** Who does what next; a whole sentence each. */
export const GUARD_NEXT: Readonly<Record<GuardName, string>> = {
  SWITCHED_OFF: 'A person has to look. Set the parameter to on when recovery may act again.',
  MAINTENANCE: 'A person has to look, if the fault outlasts the maintenance.',
  ANOTHER_RECOVERY: 'The other recovery tells how it ends.',
  UNKNOWN_DIAGNOSIS: "Look at the verifier: at its log, at the service's schedule, and at what its role may read.",
  STALE_DIAGNOSIS: 'Look at how long the verifier takes, and at the service.',
  DEPLOYING: 'ECS finishes the deployment or rolls it back; look again if the fault outlasts it.',
  DRAINING: 'ECS is taking the task out; look again if the fault outlasts it.',
  TASK_CHANGED: 'The next alarm begins with the tasks that run by then.',
  SYSTEMIC: 'Look for what the tasks share: release, configuration, data, a dependency. Restarting them does not help.',
  TASK_PROTECTED: 'Look at what the task is busy with; it may be stopped once its protection ends.',
  NO_REPLACEMENT: 'A person has to decide whether the only task may be stopped. minHealthyTasks: 0 would let recovery do it.',
  TOO_FEW_HEALTHY: 'Look at the other tasks first: stopping one more would leave too few.',
  BUDGET_SPENT: 'Find the cause: restarts have not helped for long. Recovery may act again when its window has passed.',
  OBSERVING: 'A person has to do it, or set mode: RecoveryMode.ACT to let recovery do it next time.',
};

/** What has to be done once a recovery ended without a guard. */
export const DECISION_NEXT: Readonly<Partial<Record<Decision, string>>> = {
  RECOVERED: 'Find out why it failed: the verifier\'s log has the evidence.',
  NOTHING_TO_DO: 'Nothing is to be done.',
  ESCALATED: 'A person has to look; recovery does nothing more in this incident.',
};

/** How a recovery ended, for a subject line and for the sentence. */
export const DECISION_WORDS: Readonly<Partial<Record<Decision, { readonly title: string; readonly sentence: string }>>> = {
  RECOVERED: { title: 'recovered', sentence: 'has recovered' },
  NOTHING_TO_DO: { title: 'nothing to recover', sentence: 'needed no recovery' },
  HELD: { title: 'not recovered', sentence: 'was left as it is' },
  ESCALATED: { title: 'needs people', sentence: 'needs people' },
};
