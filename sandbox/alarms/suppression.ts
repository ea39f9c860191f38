import type { CompositeAlarmModel } from '../template/alarm-model';

/** Why actions are held back, in the words of CloudWatch. */
export type SuppressedBy = 'Alarm' | 'ExtensionPeriod' | 'WaitPeriod';

/**
 * Holds back a composite alarm's actions while its suppressor is in ALARM, for a while before that could be, and for a while after.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html
 */
export class Suppression {
  private inAlarm = false;
  private leftAlarm = -Infinity;

  constructor(private readonly settings: NonNullable<CompositeAlarmModel['suppressor']>) {}

  /**
   * Whether, and why, actions are held back at the end of a minute; called once each minute.
   *
   * @param changed minute at which the composite alarm took its present state
   */
  public at(minute: number, suppressorInAlarm: boolean, changed: number): SuppressedBy | undefined {
    if (this.inAlarm && !suppressorInAlarm) {
      this.leftAlarm = minute;
    }
    this.inAlarm = suppressorInAlarm;
    if (suppressorInAlarm) {
      return 'Alarm';
    }
    if (minute - this.leftAlarm < this.settings.extensionMinutes) {
      return 'ExtensionPeriod';
    }
    return minute - changed < this.settings.waitMinutes ? 'WaitPeriod' : undefined;
  }
}
