import type { EndpointPlan } from './plan';

/**
 * What a state machine of `StagedRecovery` hands to the recovery function, and the names that both use.
 */
export interface RecoverySettings {
  /** Names of the service and its cluster. */
  readonly service: { readonly cluster: string; readonly name: string; readonly contractName?: string };
  /** Name of the service's plan, which says what is verified. */
  readonly plan: string;
  readonly mode: 'OBSERVE' | 'ACT';
  /** How messages are written. */
  readonly format: 'TEXT' | 'CHAT';
  /** How the application is requested to recover; it is not when absent. */
  readonly application?: ApplicationSettings;
  /** How the application is requested to exit, so that its container starts again in the same task; it is not when absent. */
  readonly exit?: AskedApplication;
  /** Whether a person must approve the last resort. */
  readonly approval: boolean;
  /** Name of the function that sends requests from inside the tasks' network; absent where the recovery function sends them. */
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
  /** How many tasks one recovery handles at most, one after the other. */
  readonly tasks: number;
  /** For how long the lock of one task's recovery holds, at most. */
  readonly lockSeconds: number;
}

/** Times of every day, UTC, `HH:MM`; over midnight where `end` is not later than `start`. */
export interface DailyHours {
  readonly start: string;
  readonly end: string;
}

/** How a request is sent to an application. */
export interface AskedApplication {
  /** Absent where the state machine calls a function or state machine of the user. */
  readonly endpoint?: EndpointPlan;
}

interface ApplicationSettings extends AskedApplication {
  /** How many requests are sent before anything else is tried. */
  readonly attempts: number;
}

/** Names of the states. */
export const RECOVERY_STATE = {
  settings: 'Settings',
  prepare: 'Prepare',
  lock: 'Take the lock',
  decide: 'Verify and decide',
  which: 'Which decision',
  askApplication: 'Ask the application to recover',
  waitForApplication: 'Wait for the application',
  askPeople: 'Ask people to approve',
  writeQuestion: 'Write the question',
  approved: 'Approved',
  denied: 'Denied',
  unanswered: 'Not answered in time',
  recordExit: 'Record the restart in place',
  askExit: 'Ask the application to exit',
  waitForExit: 'Wait for the container',
  recordStop: 'Record the stop',
  stop: 'Stop the task',
  waitForReplacement: 'Wait for the replacement',
  waitToVerifyAgain: 'Wait before verifying again',
  writeMessage: 'Write the message',
  alert: 'Send the alert',
  alertPlainly: 'Send an alert without details',
  release: 'Release the lock',
  releaseAfterFailure: 'Release the lock although nobody was alerted',
  alertFailed: 'Nobody was alerted',
  done: 'Done',
} as const;

/**
 * How often a service is verified after a task was stopped. By then the images are pulled and the addresses attached, or a person must
 * act.
 */
export const MAX_VERIFICATIONS_AFTER_STOP = 5;

/** What the recovery function is called for. */
export type RecoveryStep = 'PREPARE' | 'DECIDE' | 'ASK_APPLICATION' | 'ASK_EXIT' | 'WRITE_QUESTION' | 'WRITE_MESSAGE';
