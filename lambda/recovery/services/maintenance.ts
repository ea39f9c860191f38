import type { DailyHours } from '../../../src/shared/recovery-settings';

/** Whether a moment lies within any of the hours of its day. */
export function isMaintenance(hours: readonly DailyHours[], now: number): boolean {
  const time = new Date(now).toISOString().slice(11, 16);
  return hours.some(({ start, end }) => (start < end ? start <= time && time < end : time >= start || time < end));
}
