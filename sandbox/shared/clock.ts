import { sleep } from './repeat';

/** A longer timer fires at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const IDLE_POLL_MS = 5;

/**
 * Sandbox time, the only time that tasks, events, alarms and functions are told: it starts as the machine's time and passes `scale` times
 * as fast, but in real time while a function runs, whose probes wait for real responses.
 */
export class Clock {
  /** How many functions run. */
  private running = 0;
  private sandboxMs = Date.now();
  private readAt = performance.now();
  /** Ends once nothing holds functions back. */
  private held: Promise<void> = Promise.resolve();

  constructor(public readonly scale: number) {}

  /** Epoch milliseconds in the sandbox; never goes back. */
  public get now(): number {
    const real = performance.now();
    this.sandboxMs += (real - this.readAt) * (this.running > 0 ? 1 : this.scale);
    this.readAt = real;
    return Math.round(this.sandboxMs);
  }

  /** Real milliseconds that the given seconds of AWS take here; never more than a timer can wait, which is 24 days. */
  public milliseconds(seconds: number): number {
    return Math.min((seconds * 1000) / this.scale, LONGEST_TIMER_MS);
  }

  /** Does something during which sandbox time passes in real time. */
  public async inRealTime<T>(action: () => Promise<T>): Promise<T> {
    // A function that a running one calls must not wait: what holds it back waits for its caller.
    if (this.running === 0) { await this.held; }
    // What has passed so far, before the speed changes.
    void this.now;
    this.running += 1;
    try {
      return await action();
    } finally {
      void this.now;
      this.running -= 1;
    }
  }

  /** Does something that no function may observe half done: waits until none runs, and those that begin meanwhile wait for it. */
  public async betweenRuns(action: () => Promise<void>): Promise<void> {
    const before = this.held;
    const done = (async () => {
      await before;
      while (this.running > 0) { await new Promise((resolve) => setTimeout(resolve, IDLE_POLL_MS)); }
      await action();
    })();
    this.held = done.catch(() => undefined);
    return done;
  }

  /**
   * Moves the time on to a moment at the least: a minute has passed once its end is reached, whatever ran in it. Waits until no function
   * runs, for the calendar of one that runs cannot jump.
   */
  public async reach(moment: number, signal: AbortSignal): Promise<void> {
    while (this.running > 0 && await sleep(IDLE_POLL_MS, signal)) { ; }
    this.sandboxMs = Math.max(this.now, moment);
  }
}
