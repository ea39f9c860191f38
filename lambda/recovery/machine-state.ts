import type { Approval, Decided, Progress } from './progress';
import type { RecoverySettings, RecoveryStep } from '../../src/recovery/recovery-settings';

/** Progress, what was decided last, and what the state machine writes into the ledger for it. */
export interface Recovery extends Progress, Partial<Decided> {
  /** ISO time of the decision. */
  readonly now: string;
  /** ISO time until which the lock holds. */
  readonly until: string;
  /** The ledger's acts once the one that was decided is among them. */
  readonly acts?: string;
  /** What it would have done, were it allowed to act; a clause. */
  readonly would?: string;
}

/** What the ledger said when it was last written; nothing of it where the lock could not be taken. */
export interface Ledger {
  readonly holder?: string;
  readonly until?: string;
  readonly acts?: string;
}

/** Where a state failed, and with which error of Step Functions. */
export type FailedState = 'prepare' | 'lock' | 'decide' | 'record' | 'stop' | 'question';

/** What the state machine carries. */
export interface MachineState {
  readonly settings: RecoverySettings;
  readonly recovery?: Recovery;
  readonly ledger?: Ledger;
  readonly approval?: Approval;
  readonly failed?: Readonly<Partial<Record<FailedState, { readonly Error?: string; readonly Cause?: string }>>>;
}

/** What the state machine calls the function with. */
export interface RecoveryRequest {
  readonly step: RecoveryStep;
  readonly execution: { readonly id: string; readonly name: string };
  readonly state: MachineState;
}
