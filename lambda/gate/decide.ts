import type { GateTerms } from '../../src/deployment/hook-details';

/** What one look found of all new tasks together. */
export interface Finding {
  /** DOWN: at least one task is at fault. WAIT: they are on their way. UNKNOWN: the look could not judge. */
  readonly seen: 'VERIFIED' | 'WAIT' | 'DOWN' | 'UNKNOWN';
  /** Stands for the set of new tasks: another one is another set. */
  readonly tasks: string;
  /** Why, for a person: whole clauses, most telling first. */
  readonly reasons: readonly string[];
}

/** What is remembered from look to look of one stage. */
export interface Progress {
  readonly stage: string;
  /** Milliseconds since the epoch of the first look. */
  readonly began: number;
  /** Looks in a row, up to the last, in which the same tasks were all verified. */
  readonly verified: number;
  /** Looks in a row, up to the last, in which a task was at fault. */
  readonly down: number;
  /** The tasks of the last look. */
  readonly tasks: string;
  /** Whether any look could judge. */
  readonly judged: boolean;
}

export interface Decision {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  /** REFUSED: a fault. LATE: not verified in time. UNVERIFIED: never judged, whatever follows from it. */
  readonly why: 'VERIFIED' | 'LOOKING' | 'REFUSED' | 'LATE' | 'UNVERIFIED';
  readonly progress: Progress;
}

export type DecisionTerms = Pick<GateTerms, 'looks' | 'patienceSeconds' | 'unverified'>;

/**
 * What becomes of a stage after one more look. Pure.
 *
 * Both verdicts need the same finding several times in a row; another set of tasks begins anew. Whatever the looks find, the stage is
 * decided once its patience is used up.
 *
 * @param before what the look before left, if there was one
 * @param now milliseconds since the epoch
 */
export function decide(found: Finding, before: Progress | undefined, stage: string, terms: DecisionTerms, now: number): Decision {
  // One hook has several stages, and ECS may hand on what an earlier one left.
  const earlier = before?.stage === stage ? before : undefined;
  const sameTasks = earlier?.tasks === found.tasks ? earlier.verified : 0;
  const progress: Progress = {
    stage,
    began: Math.min(earlier?.began ?? now, now),
    verified: found.seen === 'VERIFIED' ? sameTasks + 1 : 0,
    down: found.seen === 'DOWN' ? (earlier?.down ?? 0) + 1 : 0,
    tasks: found.tasks,
    judged: (earlier?.judged ?? false) || found.seen !== 'UNKNOWN',
  };
  if (progress.verified >= terms.looks) return { hookStatus: 'SUCCEEDED', why: 'VERIFIED', progress };
  if (progress.down >= terms.looks) return { hookStatus: 'FAILED', why: 'REFUSED', progress };
  if (now - progress.began < terms.patienceSeconds * 1000) return { hookStatus: 'IN_PROGRESS', why: 'LOOKING', progress };
  if (progress.judged) return { hookStatus: 'FAILED', why: 'LATE', progress };
  return { hookStatus: terms.unverified === 'CONTINUE' ? 'SUCCEEDED' : 'FAILED', why: 'UNVERIFIED', progress };
}
