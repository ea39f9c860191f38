import type { DiagnosedTask } from './facts';
import type { BlockingGuard, GuardName } from './guards';

/** What the state machine does next with a task; what restarts is recorded in the ledger first. */
type ActDecision = 'ASK_APPLICATION' | 'REQUEST_APPROVAL' | RestartDecision;
export type RestartDecision = 'RESTART_IN_PLACE' | 'STOP_TASK';

/** Decisions that no guard stands behind. */
export type FreeDecision = ActDecision | 'VERIFY_AGAIN' | 'NEXT_TASK' | 'RECOVERED' | 'NOTHING_TO_DO' | 'ESCALATED';

export type Decision = FreeDecision | 'BLOCKED';

/** What was decided, and why: a clause. */
export type Decided =
  | { readonly decision: FreeDecision; readonly reason: string }
  | { readonly decision: 'BLOCKED'; readonly guard: GuardName; readonly reason: string };

export type Approval = 'APPROVED' | 'DENIED' | 'UNANSWERED';

/** How far the recovery of one task is: the last thing that was done, and what the next decision needs to know of it. */
export type StageProgress =
  /** The task is absent until one is found. */
  | { readonly stage: 'VERIFY'; readonly task?: DiagnosedTask }
  /** `attempts`: how often the application was asked to recover. */
  | { readonly stage: 'APPLICATION'; readonly task: DiagnosedTask; readonly attempts: number }
  /** The application was asked to exit. */
  | { readonly stage: 'CONTAINER'; readonly task: DiagnosedTask }
  /** A person was asked to approve; `tried`: after the application was asked to recover or to exit. */
  | { readonly stage: 'APPROVAL'; readonly task: DiagnosedTask; readonly tried: boolean }
  /** `stoppedAt`: ISO time of the decision; `repeats`: verifications that had to be repeated since then. */
  | { readonly stage: 'LAST_RESORT'; readonly task: DiagnosedTask; readonly stoppedAt: string; readonly repeats: number };

export type Stage = StageProgress['stage'];

/** One decision, for a person who reads the execution. */
export type Step = Decided & {
  /** ISO time. */
  readonly at: string;
  /** What came last before the decision. */
  readonly stage: Stage;
  /** Last part of the task's ARN. */
  readonly task?: string;
};

/** What a recovery remembers across its tasks. */
export interface RecoveryRecord {
  /** Name of the execution. */
  readonly incident: string;
  /** ARNs of the tasks that this recovery has finished with. */
  readonly handled: readonly string[];
  readonly steps: readonly Step[];
}

/** How far a recovery is: what the state machine carries from one decision to the next. */
export type Progress = RecoveryRecord & StageProgress;

/** The start of a recovery. */
export function begin(incident: string): Progress {
  return { incident, handled: [], steps: [], stage: 'VERIFY' };
}

/** The same recovery, ready for another task. */
export function beginNext({ incident, task, handled, steps }: Progress): Progress {
  return { incident, handled: [...handled, ...task ? [task.taskArn] : []], steps, stage: 'VERIFY' };
}

/** Adds the decision and counts it as done: a state that fails is not tried again. */
export function advance(progress: Progress, decided: Decided, now: number): Progress {
  const { incident, handled, steps, stage, task } = progress;
  const at = new Date(now).toISOString();
  const step: Step = { at, stage, ...task ? { task: task.task } : {}, ...decided };
  return { incident, handled, steps: [...steps, step], ...stageAfter(progress, decided.decision, at) };
}

export function blockedBy({ guard, reason }: BlockingGuard): Decided {
  return { decision: 'BLOCKED', guard, reason };
}

/** Without a task, nothing is done and the stage stays. */
function stageAfter(progress: StageProgress, decision: Decision, at: string): StageProgress {
  const { stage, task } = progress;
  if (!task) { return { stage: 'VERIFY' }; }
  switch (decision) {
    case 'ASK_APPLICATION':
      return { stage: 'APPLICATION', task, attempts: attemptsOf(progress) + 1 };
    case 'RESTART_IN_PLACE':
      return { stage: 'CONTAINER', task };
    case 'REQUEST_APPROVAL':
      return { stage: 'APPROVAL', task, tried: stage === 'APPLICATION' || stage === 'CONTAINER' };
    case 'STOP_TASK':
      return { stage: 'LAST_RESORT', task, stoppedAt: at, repeats: 0 };
    default:
      return unchanged(progress, decision);
  }
}

/** Only the fields of the stage: what the last decision left beside them is not carried on. */
function unchanged(progress: StageProgress, decision: Decision): StageProgress {
  switch (progress.stage) {
    case 'VERIFY':
      return { stage: progress.stage, task: progress.task };
    case 'APPLICATION':
      return { stage: progress.stage, task: progress.task, attempts: progress.attempts };
    case 'CONTAINER':
      return { stage: progress.stage, task: progress.task };
    case 'APPROVAL':
      return { stage: progress.stage, task: progress.task, tried: progress.tried };
    case 'LAST_RESORT': {
      const { stage, task, stoppedAt, repeats } = progress;
      return { stage, task, stoppedAt, repeats: repeats + (decision === 'VERIFY_AGAIN' ? 1 : 0) };
    }
  }
}

/** How often the application was asked to recover, as far as this stage still counts it. */
export function attemptsOf(progress: StageProgress): number {
  return progress.stage === 'APPLICATION' ? progress.attempts : 0;
}
