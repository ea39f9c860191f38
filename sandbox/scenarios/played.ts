import type { ObservedTask } from './observation';
import type { Scenario, Step } from './scenario';
import type { CheckResult } from '../../lambda/shared/check-result';
import type { Diagnosis } from '../../lambda/shared/verdict';

/** How one step went. */
export interface PlayedStep {
  readonly step: Step;
  /** AWS seconds after the start at which it began. */
  readonly from: number;
  /** AWS seconds after the start at which it ended; absent for what lasts to the end. */
  to?: number;
  /** Why it failed; absent when it did not. */
  problem?: string;
}

/** What the prober saw of one check of a task. */
export type PlayedCheck = Pick<CheckResult, 'layer' | 'check' | 'status' | 'outcome'>;

/** One look of the verifier. */
export interface PlayedLook {
  /** AWS seconds after the start. */
  readonly at: number;
  readonly service: Diagnosis;
  readonly summary: string;
  readonly tasks: ReadonlyArray<Diagnosis & { readonly task: string; readonly checks: readonly PlayedCheck[] }>;
}

/** What ECS and the load balancer believed, from a moment on. */
export interface PlayedState {
  /** AWS seconds after the start. */
  readonly at: number;
  readonly tasks: readonly ObservedTask[];
}

/** What people were told. */
export interface PlayedMessage {
  /** AWS seconds after the start. */
  readonly at: number;
  readonly subject: string;
  readonly text: string;
}

/** A scenario that was played. */
export interface PlayedScenario {
  readonly scenario: Scenario;
  readonly passed: boolean;
  /** Why it could not be played; absent when it was. */
  readonly problem?: string;
  /** Real seconds. */
  readonly seconds: number;
  readonly steps: readonly PlayedStep[];
  readonly looks: readonly PlayedLook[];
  readonly states: readonly PlayedState[];
  readonly messages: readonly PlayedMessage[];
  /** What happened, as the sandbox prints it, with its AWS seconds after the start. */
  readonly events: ReadonlyArray<{ readonly at: number; readonly what: string }>;
}
