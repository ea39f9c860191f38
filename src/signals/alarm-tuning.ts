/** How one alarm differs from its default. */
export interface AlarmTuning {
  /**
   * Create the alarm.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The threshold, in the alarm's own unit; at least 0.
   * @default - the alarm's own
   */
  readonly threshold?: number;

  /**
   * Minutes that must be beyond the threshold within `evaluationPeriods` (the M of "M of N").
   * @default - the alarm's own
   */
  readonly datapointsToAlarm?: number;

  /**
   * Minutes that are evaluated (the N of "M of N"), 1–60.
   * @default - the alarm's own
   */
  readonly evaluationPeriods?: number;
}
