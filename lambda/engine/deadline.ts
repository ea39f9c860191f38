import { now } from './clock';

/**
 * The moment by which a piece of work is over, whatever a target does.
 *
 * A deadline within a run never outlasts the run. `cutByRun` tells the two apart: a target that used up its own time is
 * late, one whose time the run took away is not to blame.
 */
export class Deadline {
  /** Milliseconds that the work was given. */
  public readonly ms: number;
  /** Whether the run ends before the work's own time does. */
  public readonly cutByRun: boolean;
  private readonly end: number;

  constructor(ms: number, run?: Deadline) {
    const start = now();
    const rest = run ? Math.max(0, run.end - start) : Infinity;
    this.cutByRun = rest < ms;
    this.ms = Math.max(0, Math.min(ms, rest));
    this.end = start + this.ms;
  }

  /** Milliseconds left, never negative. */
  public remaining(): number {
    return Math.max(0, this.end - now());
  }

  /** Whether there is no time left to begin anything; timers may fire a fraction of a millisecond early. */
  public get isOver(): boolean {
    return this.remaining() < 1;
  }
}

/** Ends the work with a result; only the first call counts. */
export type Settle<T> = (result: T) => void;

/**
 * Runs work of callbacks until it settles or the deadline passes.
 *
 * @param late what the work comes to when the deadline passes first
 * @param start begins the work and returns what frees its handles, which is called once, in either case
 */
export function untilDeadline<T>(deadline: Deadline, late: () => T, start: (settle: Settle<T>) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let settled = false;
    let free: (() => void) | undefined;
    const settle = (result: T) => {
      if (settled) { return; }
      settled = true;
      clearTimeout(timer);
      free?.();
      resolve(result);
    };
    // A busy event loop runs overdue timers before it reads sockets: an answer that has arrived by then still counts.
    const timer = setTimeout(() => setImmediate(() => settle(late())), deadline.remaining());
    try {
      free = start(settle);
    } catch (error) {
      settled = true;
      clearTimeout(timer);
      reject(error);
    }
    if (settled) { free?.(); }
  });
}
