import type { DiagnosedTask } from './facts';
import type { GuardName, Held } from './guards';

/** What happens next, as the state machine's choice reads it. The last four end the recovery. */
export type Decision =
  | 'ASK_APPLICATION' | 'RESTART_IN_PLACE' | 'ASK_PEOPLE' | 'STOP_TASK' | 'LOOK_AGAIN' | 'NEXT_TASK'
  | 'RECOVERED' | 'NOTHING_TO_DO' | 'HELD' | 'ESCALATED';

/** What came last before a decision. */
export type Stage = 'VERIFY' | 'APPLICATION' | 'CONTAINER' | 'APPROVAL' | 'LAST_RESORT';

export type Approval = 'APPROVED' | 'DENIED' | 'UNANSWERED';

/** One decision, for whoever reads the execution. */
export interface Step {
  /** ISO time. */
  readonly at: string;
  readonly stage: Stage;
  /** Last part of the task's ARN. */
  readonly task?: string;
  readonly decision: Decision;
  readonly guard?: GuardName;
  /** A clause in words. */
  readonly reason: string;
}

/** How far a recovery is: what the state machine carries from one decision to the next. */
export interface Progress {
  /** Name of the execution. */
  readonly incident: string;
  readonly task?: DiagnosedTask;
  /** How often the application was asked to recover. */
  readonly asked: number;
  /** The application was asked to exit. */
  readonly exited: boolean;
  /** People were asked. */
  readonly questioned: boolean;
  /** ISO time at which it was decided to stop the task. */
  readonly stoppedAt?: string;
  /** Looks that had to be repeated since then. */
  readonly looks: number;
  /** ARNs of the tasks that this recovery is done with. */
  readonly handled: readonly string[];
  readonly steps: readonly Step[];
}

/** What was decided, and why. */
export interface Decided {
  readonly decision: Decision;
  readonly guard?: GuardName;
  readonly reason: string;
}

/** The begin of a recovery. */
export function begin(incident: string): Progress {
  return { incident, asked: 0, exited: false, questioned: false, looks: 0, handled: [], steps: [] };
}

/** The same recovery, ready for another task. */
export function beginNext({ incident, task, handled, steps }: Progress): Progress {
  return { ...begin(incident), handled: [...handled, ...task ? [task.taskArn] : []], steps };
}

/** What was decided, written down as done: a state that fails is not tried again. */
export function advance(progress: Progress, { decision, guard, reason }: Decided, now: number): Progress {
  const at = new Date(now).toISOString();
  const about = progress.task ? { task: progress.task.task } : {};
  const step: Step = { at, stage: stageOf(progress), ...about, decision, ...guard ? { guard } : {}, reason };
  return {
    ...progress,
    asked: progress.asked + (decision === 'ASK_APPLICATION' ? 1 : 0),
    exited: progress.exited || decision === 'RESTART_IN_PLACE',
    questioned: progress.questioned || decision === 'ASK_PEOPLE',
    ...decision === 'STOP_TASK' ? { stoppedAt: at } : {},
    looks: progress.looks + (decision === 'LOOK_AGAIN' ? 1 : 0),
    steps: [...progress.steps, step],
  };
}

export function held({ guard, reason }: Held): Decided {
  return { decision: 'HELD', guard, reason };
}

function stageOf({ asked, exited, questioned, stoppedAt }: Progress): Stage {
  if (stoppedAt) return 'LAST_RESORT';
  if (questioned) return 'APPROVAL';
  if (exited) return 'CONTAINER';
  return asked > 0 ? 'APPLICATION' : 'VERIFY';
}
