/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export type StopCode =
  | 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'SpotInterruption' | 'TaskFailedToStart' | 'TerminationNotice'
  | 'UserInitiated';

/** Who stopped a task, when and why. */
export interface TaskStop {
  /** Epoch milliseconds of sandbox time. */
  readonly at: number;
  readonly code: StopCode;
  readonly reason: string;
}

interface Stopping {
  /** Epoch milliseconds of sandbox time; absent for a task that never ran. */
  readonly startedAt?: number;
  readonly stop: TaskStop;
}

/** States before RUNNING, in their order. */
export const STARTING = ['PROVISIONING', 'PENDING', 'ACTIVATING'] as const;

export type StartingStatus = (typeof STARTING)[number];

/**
 * The state of a task, by the status that ECS reports.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export type TaskPhase =
  | { readonly status: StartingStatus }
  | {
    readonly status: 'RUNNING';
    /** Epoch milliseconds of sandbox time. */
    readonly startedAt: number;
    /** Whether all its checks have passed at the same time once. */
    readonly wasReady: boolean;
    /** Why the scheduler replaces the task; absent while it does not. */
    readonly condemned?: string;
  }
  | Stopping & { readonly status: 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' }
  | Stopping & {
    readonly status: 'STOPPED';
    /** Epoch milliseconds of sandbox time. */
    readonly stoppedAt: number;
  };
