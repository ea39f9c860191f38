import type { History } from '../diagnosis/history';

/** More than one shard verifies: a shard keeps the histories of its services. */
const MOST_SERVICES = 10_000;

/**
 * The histories of the services that this execution environment verifies. They are kept in memory alone: a store would be a resource and a
 * failure of its own, and a history that is lost only makes the next verdicts more careful.
 */
export class Histories {
  private readonly known = new Map<string, History>();

  /** Undefined where nothing is known of earlier. */
  public of(key: string): History | undefined {
    return this.known.get(key);
  }

  /** Keeps the history; of more services than are remembered, the one that was verified longest ago is forgotten. */
  public keep(key: string, history: History): void {
    this.known.delete(key);
    this.known.set(key, history);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_SERVICES) { this.known.delete(oldest); }
  }
}
