import type { DiagnosedTask } from './facts';
import type { GuardName } from './guards';

/** What happens next, as the state machine's choice reads it. The last four end the recovery. */
export type Decision =
  | 'ASK_APPLICATION' | 'RESTART_IN_PLACE' | 'ASK_PEOPLE' | 'STOP_TASK' | 'LOOK_AGAIN' | 'NEXT_TASK'
  | 'RECOVERED' | 'NOTHING_TO_DO' | 'HELD' | 'ESCALATED';

export type Approval = 'APPROVED' | 'DENIED' | 'UNANSWERED';

/** One decision, for whoever reads the execution. */
export interface Step {
  /** ISO time. */
  readonly at: string;
  readonly decision: Decision;
  readonly task?: string;
  readonly guard?: GuardName;
  readonly reason: string;
}

/** How far a recovery is: what the state machine carries from one decision to the next. */
export interface Progress {
  /** Name of the execution. */
  readonly incident: string;
  readonly task?: DiagnosedTask;
  /** How often the application was asked to recover. */
  readonly asked: number;
  /** The container was asked to start again in the same task. */
  readonly exited: boolean;
  /** The task was, or is about to be, stopped. */
  readonly stopped: boolean;
  /** People were asked. */
  readonly question: boolean;
  /** Looks that had to be repeated. */
  readonly looks: number;
  /** ARNs of the tasks that this recovery is done with. */
  readonly handled: readonly string[];
  readonly steps: readonly Step[];
}

/** What was decided, and what the state machine needs to do it. */
export interface Recovery extends Progress {
  /** Absent before the first decision. */
  readonly decision?: Decision;
  readonly guard?: GuardName;
  /** A clause in words. */
  readonly reason: string;
  /** What a guard kept from, where it only observes. */
  readonly would?: string;
  /** ISO time until which the lock is held. */
  readonly until: string;
  /** ISO time of the decision. */
  readonly now: string;
  /** What the ledger says once this act is recorded. */
  readonly acts?: string;
}
