/** Above this many, the oldest is forgotten. */
const MOST_REMEMBERED = 1_000;

/**
 * Suppresses notifications that were sent a moment ago: a broken image stops ten tasks at once, and events are delivered at least once.
 *
 * It remembers as long as its execution environment lives, and each environment for itself. That is enough to turn a flood into a
 * few messages, and errs on the side of a second message.
 */
export class Repeats {
  private readonly sent = new Map<string, { readonly at: number; suppressed: number }>();

  /**
   * How many were suppressed since the same was last sent; undefined when this one has to be suppressed too.
   * @param now milliseconds since the epoch
   * @param quietMs milliseconds after a message in which the same is not sent again
   */
  public check(key: string, now: number, quietMs: number): number | undefined {
    const last = this.sent.get(key);
    if (!last) { return 0; }
    if (now - last.at < quietMs) {
      last.suppressed += 1;
      return undefined;
    }
    return last.suppressed;
  }

  /** To be called once SNS has accepted the message: an attempt that failed is made again. */
  public remember(key: string, now: number): void {
    // Deleted first, so that the map's order is that of the messages and the oldest is forgotten.
    this.sent.delete(key);
    this.sent.set(key, { at: now, suppressed: 0 });
    if (this.sent.size > MOST_REMEMBERED) { this.sent.delete(this.sent.keys().next().value!); }
  }
}
