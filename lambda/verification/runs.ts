/**
 * What this execution environment is doing. It has one run at a time as a rule, but a delayed event, or an environment that takes several
 * at once, may bring the next run of a shard before the one before it is over.
 */
export class Runs {
  private readonly under = new Set<string>();

  /** Begins a run and gives what ends it; undefined while another run of the same is not over. */
  public begin(key: string): (() => void) | undefined {
    if (this.under.has(key)) { return undefined; }
    this.under.add(key);
    return () => { this.under.delete(key); };
  }
}
