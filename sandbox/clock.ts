/** A timer of Node that should wait longer goes off at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Sandbox time: everything that AWS measures in seconds passes `scale` times as fast here.
 */
export class Clock {
  constructor(public readonly scale: number) {}

  /** Real milliseconds that the given seconds of AWS take here; never more than a timer can wait, which is 24 days. */
  milliseconds(seconds: number): number {
    return Math.min((seconds * 1000) / this.scale, LONGEST_TIMER_MS);
  }

  /**
   * The time that AWS would report for a moment, as epoch milliseconds: its age in real milliseconds times the scale.
   *
   * Who reads the API judges ages against the plan's seconds, and those are not scaled.
   */
  reported(moment: number): number {
    const now = Date.now();
    return now - (now - moment) * this.scale;
  }

  /** The same as long as it is younger than that many seconds of AWS; from then on the time stands still, and its age grows in real time. */
  reportedStart(moment: number, patienceSeconds: number): number {
    const scaled = Math.min(Date.now() - moment, this.milliseconds(patienceSeconds));
    return moment - scaled * (this.scale - 1);
  }
}
