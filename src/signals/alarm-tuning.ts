/** How one alarm differs from its default. */
export interface AlarmTuning {
  /**
   * Create the alarm.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The value that must be passed, in the alarm's own unit; at least 0.
   * @default - the alarm's own
   */
  readonly threshold?: number;

  /**
   * Minutes that must pass the threshold within `evaluationPeriods` (the M of "M of N").
   * @default - the alarm's own
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are looked at (the N of "M of N"), 1–60.
   * @default - the alarm's own
   */
  readonly evaluationPeriods?: number;
}
