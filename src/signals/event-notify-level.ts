/** Which events of a type are sent to people. */
export enum EventNotifyLevel {
  /** None. */
  NEVER = 'NEVER',

  /** Those that need attention: faults, failures, and decisions that somebody has to take. */
  WHEN_IMPORTANT = 'WHEN_IMPORTANT',

  /** All, even those of normal operation, such as every task that a scale-in stops. */
  ALWAYS = 'ALWAYS',
}
