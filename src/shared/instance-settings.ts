/** What a state machine of `InstanceRecovery` hands to its function. */
export interface InstanceSettings {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Names of the plans that say how tasks on the instances are verified. */
  readonly plans: readonly string[];
  readonly mode: 'OBSERVE' | 'ACT';
  /** Name of the SSM parameter whose value `off` stops all drains. */
  readonly killSwitch: string;
  /** Seconds for which an instance must be at fault without a gap. */
  readonly afterSeconds: number;
  /** Instances that must be well beside the one that is drained. */
  readonly minHealthyInstances: number;
  /** Drains within a window, at most. */
  readonly maxDrains: number;
  readonly windowSeconds: number;
}

/** Names of the states. */
export const INSTANCE_STATE = {
  settings: 'Settings',
  decide: 'Verify and decide',
  which: 'Which decision',
  lock: 'Take the lock',
  wait: 'Wait before verifying again',
  record: 'Record the drain',
  drain: 'Drain the instance',
  whetherRefused: 'Whether ECS refused',
  alert: 'Send the alert',
  alertRefused: 'Send an alert that ECS refused',
  alertFailed: 'Send an alert that it failed',
  release: 'Release the lock',
  releaseAfterFailure: 'Release the lock although nobody was alerted',
  nobodyAlerted: 'Nobody was alerted',
  done: 'Done',
} as const;
