/** Which events of a type people are told of. */
export enum TellEvents {
  /** None. */
  NEVER = 'NEVER',

  /** Those that a person should know of: faults, failures, and decisions that somebody has to take. */
  WHEN_IMPORTANT = 'WHEN_IMPORTANT',

  /** All, even those of normal operation, such as every task that a scale-in stops. */
  ALWAYS = 'ALWAYS',
}
