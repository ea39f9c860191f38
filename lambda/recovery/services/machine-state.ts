import type { GuardName } from './guards';
import type { Approval, FreeDecision, Progress, RestartDecision } from './progress';
import type { RecoverySettings, RecoveryStep } from '../../../src/shared/recovery-settings';

/** `dryRun`: what recovery would do, were it allowed to act; a clause. */
export type BlockedDecision =
  | { readonly decision: 'BLOCKED'; readonly guard: Exclude<GuardName, 'OBSERVING'>; readonly reason: string }
  | { readonly decision: 'BLOCKED'; readonly guard: 'OBSERVING'; readonly reason: string; readonly dryRun: string };

/** The last decision with what belongs to it; nothing before the first one. */
export type LastDecision =
  | { readonly decision?: undefined }
  | { readonly decision: Exclude<FreeDecision, RestartDecision>; readonly reason: string }
  /** `acts`: what the state machine writes into the ledger before it restarts anything. */
  | { readonly decision: RestartDecision; readonly reason: string; readonly acts: string }
  | BlockedDecision;

/** Progress and the last decision, as the state machine carries them. */
export type Recovery = Progress & LastDecision & {
  /** ISO time of the decision. */
  readonly now: string;
  /** ISO time until which the lock holds. */
  readonly until: string;
};

/** What the ledger held when it was last written; nothing of it where the lock could not be taken. */
interface Ledger {
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

/** The event with which the state machine calls the function. */
export interface RecoveryRequest {
  readonly step: RecoveryStep;
  readonly execution: { readonly id: string; readonly name: string };
  readonly state: MachineState;
}
