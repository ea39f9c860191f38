import type { Service } from './world';
import type { Recovery } from '../../../lambda/recovery/services/machine-state';

/**
 * What was true when an execution's last decision read it. Between reading and acting lies at least one call over a network, in which
 * anything can happen: what can be promised is promised of what was read, and that nothing lies between the two but the record of the act.
 */
export interface Reading {
  readonly execution: string;
  /** When it began. */
  readonly at: number;
  /** When the verifier's look began, by the verifier's clock. */
  lookedAt?: number;
  /** The service that ECS described to the verifier. */
  seen?: Service;
  /** As it was while it was probed; ARNs of the tasks that were to be probed, and of those that the prober could judge. */
  probed?: { readonly service: Service; readonly at: number; readonly asked: readonly string[]; readonly answered: readonly string[] };
  /** The service in which the verifier looked again for the tasks that failed. */
  confirmed?: Service;
  /** The service that ECS described to the recovery itself, after the look. */
  service?: Service;
  /** That in which the task was looked up by its ARN. */
  identified?: Service;
  protection?: Service;
  switch?: Service;
  ledger?: { readonly holder?: string; readonly until?: string; readonly acts?: string };
  /** What came out. */
  decided?: Recovery;
  /** When. */
  decidedAt?: number;
}

export type ActKind = 'ASK' | 'EXIT' | 'STOP';

/** Something that was done to a task, at the moment at which it happened at AWS. */
export interface Act {
  readonly kind: ActKind;
  readonly execution: string;
  readonly taskArn: string;
  readonly at: number;
  /** The service as it was then. */
  readonly then: Service;
  /** The decision that led to it. */
  readonly reading: Reading;
  /** Who held the lock then. */
  readonly holder?: string;
  /** The acts that the ledger knew of then. */
  readonly recorded: number;
}

/** An execution as it ended, or as far as it came. */
export interface Execution {
  readonly id: string;
  readonly name: string;
  readonly began: number;
  readonly readings: Reading[];
  /** States that it went through. */
  readonly states: string[];
  ended?: number;
  output?: unknown;
  error?: string;
}

/** All that is known of one history once it is over. */
export interface Chronicle {
  readonly executions: readonly Execution[];
  readonly acts: readonly Act[];
  /** When which execution gave the lock back. */
  readonly released: ReadonlyArray<{ readonly execution: string; readonly at: number }>;
  /** Messages that reached people. */
  readonly told: ReadonlyArray<{ readonly execution: string; readonly at: number }>;
  /** What failed, although AWS did not. */
  readonly broken: readonly string[];
}
