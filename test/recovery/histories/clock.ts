/** Virtual time: what is due next happens next, and the clock says when that is. */
export class Clock {
  /** The last is due first. */
  private readonly queue: Array<{ readonly at: number; readonly happen: () => void }> = [];

  constructor(public now: number) {}

  /** What is due at the same millisecond happens in the order in which it was asked for. */
  public after(ms: number, happen: () => void): () => void {
    const due = { at: this.now + Math.max(0, Math.round(ms)), happen };
    let index = this.queue.length;
    while (index > 0 && this.queue[index - 1].at <= due.at) { index -= 1; }
    this.queue.splice(index, 0, due);
    return () => {
      const place = this.queue.indexOf(due);
      if (place >= 0) { this.queue.splice(place, 1); }
    };
  }

  public sleep(ms: number): Promise<void> {
    return new Promise((resolve) => { this.after(ms, resolve); });
  }

  /** Until `isOver`, or nothing is due, or `end`. */
  public async run(end: number, isOver: () => boolean): Promise<void> {
    for (;;) {
      // Everything that follows at once from what happened last, in whatever number of promises.
      await new Promise((resolve) => { setImmediate(resolve); });
      const next = this.queue.at(-1);
      if (!next || next.at > end || isOver()) { return; }
      this.queue.pop();
      this.now = next.at;
      next.happen();
    }
  }
}

/** Numbers that look random and are the same for the same seed (Park and Miller's generator). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = 1 + Math.abs(seed) % 2_147_483_646;
  }

  /** From 0 to below 1. */
  public next(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return (this.state - 1) / 2_147_483_646;
  }

  public between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  public chance(share: number): boolean {
    return this.next() < share;
  }
}
