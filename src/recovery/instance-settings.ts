/** What a state machine of `InstanceRecovery` hands to its function. Imports nothing, as both the construct and the Lambda use it. */
export interface InstanceSettings {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Names of the schedules whose plans say how tasks on the instances are verified. */
  readonly schedules: readonly string[];
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

/** Names of the states, as the definition has them. */
export const INSTANCE_STATE = {
  settings: 'Settings',
  look: 'Look and decide',
  which: 'What was decided',
  lock: 'Take the lock',
  wait: 'Wait before looking again',
  record: 'Record the drain',
  drain: 'Drain the instance',
  tell: 'Tell people',
  tellFailed: 'Tell people that it failed',
  release: 'Release the lock',
  done: 'Done',
} as const;
