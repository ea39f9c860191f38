/** Above this many, the oldest is forgotten. */
const MOST_REMEMBERED = 1_000;

/**
 * Keeps back what was told a moment ago: a broken image stops ten tasks at once, and events are delivered at least once.
 *
 * It remembers as long as its execution environment lives, and each environment for itself. That is enough to turn a flood into a
 * few messages, and errs on the side of telling twice.
 */
export class Repeats {
  private readonly told = new Map<string, { readonly at: number; keptBack: number }>();

  /**
   * How many were kept back since the same was last told, or undefined when this one has to be kept back too.
   * @param now milliseconds
   * @param quiet milliseconds after a message in which the same is not told again
   */
  public ask(key: string, now: number, quiet: number): number | undefined {
    const last = this.told.get(key);
    if (!last) return 0;
    if (now - last.at < quiet) {
      last.keptBack += 1;
      return undefined;
    }
    return last.keptBack;
  }

  /** Only what has really been told counts: an attempt that failed is made again. */
  public remember(key: string, now: number): void {
    this.told.delete(key);
    this.told.set(key, { at: now, keptBack: 0 });
    if (this.told.size > MOST_REMEMBERED) this.told.delete(this.told.keys().next().value!);
  }
}
