import type { GateTerms } from '../../src/shared/gate-terms';

/** What one verification found about all new tasks together. */
export interface RevisionVerdict {
  /** DOWN: at least one task is at fault. WAIT: tasks are starting. UNKNOWN: the verification gave no verdict. */
  readonly verdict: 'VERIFIED' | 'WAIT' | 'DOWN' | 'UNKNOWN';
  /** Fingerprint of the set of new tasks. */
  readonly tasks: string;
  /** Why, as clauses for a person, most telling first. */
  readonly reasons: readonly string[];
}

/** What one call of a stage hands on to the next. */
export interface StageProgress {
  readonly stage: string;
  /** Milliseconds since the epoch of the first verification. */
  readonly began: number;
  /** Verifications in a row, up to the last, in which the same tasks were all verified. */
  readonly verified: number;
  /** Verifications in a row, up to the last, in which a task was at fault. */
  readonly down: number;
  /** Fingerprint of the tasks of the last verification. */
  readonly tasks: string;
  /** Whether any verification gave a verdict. */
  readonly judged: boolean;
}

/** REFUSED: a fault. LATE: not verified in time. UNVERIFIED: no verification gave a verdict; the terms decide. */
type StageOutcome =
  | { readonly hookStatus: 'IN_PROGRESS'; readonly why: 'VERIFYING' }
  | { readonly hookStatus: 'SUCCEEDED'; readonly why: 'VERIFIED' | 'UNVERIFIED' }
  | { readonly hookStatus: 'FAILED'; readonly why: 'REFUSED' | 'LATE' | 'UNVERIFIED' };

export type StageDecision = StageOutcome & { readonly progress: StageProgress };

export type DecisionTerms = Pick<GateTerms, 'consecutiveVerifications' | 'patienceSeconds' | 'unverified'>;

/**
 * Decides about a stage after one more verification. Pure.
 *
 * Both verdicts need the same result several times in a row; another set of tasks starts the count again. Whatever the verifications
 * find, the stage is decided once its time is over.
 *
 * @param before what the call before handed on, if there was one
 * @param now milliseconds since the epoch
 */
export function decideStage(
  found: RevisionVerdict, before: StageProgress | undefined, stage: string, terms: DecisionTerms, now: number,
): StageDecision {
  // One hook has several stages, and ECS may hand on what an earlier one left.
  const earlier = before?.stage === stage ? before : undefined;
  const sameTasks = earlier?.tasks === found.tasks ? earlier.verified : 0;
  const progress: StageProgress = {
    stage,
    began: Math.min(earlier?.began ?? now, now),
    verified: found.verdict === 'VERIFIED' ? sameTasks + 1 : 0,
    down: found.verdict === 'DOWN' ? (earlier?.down ?? 0) + 1 : 0,
    tasks: found.tasks,
    judged: (earlier?.judged ?? false) || found.verdict !== 'UNKNOWN',
  };
  return { ...outcomeOf(progress, terms, now), progress };
}

function outcomeOf({ verified, down, began, judged }: StageProgress, terms: DecisionTerms, now: number): StageOutcome {
  if (verified >= terms.consecutiveVerifications) { return { hookStatus: 'SUCCEEDED', why: 'VERIFIED' }; }
  if (down >= terms.consecutiveVerifications) { return { hookStatus: 'FAILED', why: 'REFUSED' }; }
  if (now - began < terms.patienceSeconds * 1000) { return { hookStatus: 'IN_PROGRESS', why: 'VERIFYING' }; }
  if (judged) { return { hookStatus: 'FAILED', why: 'LATE' }; }
  return { hookStatus: terms.unverified === 'CONTINUE' ? 'SUCCEEDED' : 'FAILED', why: 'UNVERIFIED' };
}
