/** Whether a restart by a person would help. */
export type RestartHelps = 'YES' | 'NO' | 'ECS_DOES_IT';

/** One cause for which ECS stops a task, and what it means to a person. */
export interface StopCause {
  readonly kind: string;
  /** Fits when ECS gives one of these stop codes … */
  readonly codes?: readonly string[];
  /** … or when each of these occurs in what it says of the task and its containers. */
  readonly says?: readonly RegExp[];
  readonly title: string;
  /** Continues "Task … stopped: ". */
  readonly why: string;
  readonly restart: RestartHelps;
  readonly next: string;
  readonly needsAttention: boolean;
}

/** Begins what to do about a cause that a replacement may or may not share. */
export const REPLACEMENT_TOO = 'If the replacement stops as well, ';

/** What ECS says of a stopped task. */
export interface Stop {
  /** Empty where ECS gives none. */
  readonly code: string;
  readonly reason: string;
  readonly containers: readonly { readonly name: string; readonly exitCode?: number; readonly reason: string }[];
}
