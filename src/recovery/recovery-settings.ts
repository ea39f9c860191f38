import type { EndpointPlan } from '../verification/plan';

/**
 * What a state machine of `StagedRecovery` hands to the recovery function, and what both call things. Imports nothing but types, because
 * both the construct and the Lambda use it.
 */
export interface RecoverySettings {
  /** Names of the service and its cluster. */
  readonly service: { readonly cluster: string; readonly name: string; readonly part?: string };
  /** Name of the service's schedule, whose plan says what is verified. */
  readonly schedule: string;
  readonly mode: 'OBSERVE' | 'ACT';
  /** How messages are written. */
  readonly format: 'TEXT' | 'CHAT';
  /** How the application is asked to recover; it is not asked when absent. */
  readonly application?: ApplicationSettings;
  /** How the application is asked to exit, so that its container starts again in the same task; it is not asked when absent. */
  readonly exit?: AskedApplication;
  /** Whether a person must allow the last resort. */
  readonly approval: boolean;
  /** Name of the function that asks applications from inside their network; absent where the recovery function asks itself. */
  readonly prober?: string;
  /** Name of the SSM parameter whose value `off` stops all acts. */
  readonly killSwitch: string;
  /** Above this share of tasks that are down (0–1) no restart is tried. */
  readonly maxAffectedShare: number;
  /** Tasks that must be healthy beside the one that is restarted; from ECS's figures when absent. */
  readonly minHealthyTasks?: number;
  /** Restarts within a window, at most. */
  readonly restarts: number;
  readonly windowSeconds: number;
  /** When nothing is done, UTC. */
  readonly maintenance: readonly DailyHours[];
  /** How many tasks one recovery is about at most, one after the other. */
  readonly tasks: number;
  /** For how long the lock of one task's recovery holds, at most. */
  readonly lockSeconds: number;
}

/** Times of every day, UTC, `HH:MM`; over midnight where `end` is not later than `start`. */
export interface DailyHours {
  readonly start: string;
  readonly end: string;
}

/** How an application is asked for something. */
export interface AskedApplication {
  /** Absent where the state machine asks it through something of the user's. */
  readonly endpoint?: EndpointPlan;
}

export interface ApplicationSettings extends AskedApplication {
  /** How often it is asked before anything else is tried. */
  readonly attempts: number;
}

/** Names of the states that call something or wait, as the definition has them. */
export const RECOVERY_STATE = {
  settings: 'Settings',
  prepare: 'Prepare',
  lock: 'Take the lock',
  decide: 'Verify and decide',
  which: 'What was decided',
  askApplication: 'Ask the application to recover',
  waitForApplication: 'Wait for the application',
  askPeople: 'Ask people to approve',
  writeQuestion: 'Write the question',
  approved: 'Approved',
  denied: 'Denied',
  unanswered: 'Nobody answered',
  recordExit: 'Record the restart in place',
  askExit: 'Ask the application to exit',
  waitForExit: 'Wait for the container',
  recordStop: 'Record the stop',
  stop: 'Stop the task',
  waitForReplacement: 'Wait for the replacement',
  waitToLookAgain: 'Wait before looking again',
  writeMessage: 'Write the message',
  tell: 'Tell people',
  tellPlainly: 'Tell people without words',
  release: 'Release the lock',
  releaseUntold: 'Release the lock although nobody was told',
  untold: 'Nobody was told',
  done: 'Done',
} as const;

/** What the recovery function is asked for. */
export type RecoveryStep = 'PREPARE' | 'DECIDE' | 'ASK_APPLICATION' | 'ASK_EXIT' | 'WRITE_QUESTION' | 'WRITE_MESSAGE';
