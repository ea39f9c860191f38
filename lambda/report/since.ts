import type { Fault } from './report';

interface Sighting {
  readonly fault: Fault;
  readonly first: number;
  readonly last: number;
}

/** Looks that lie further apart say nothing of the time in between. */
const LONGEST_GAP_MS = 150_000;
const MOST_SERVICES = 1_000;

/**
 * Remembers since when each service has had its fault, as far back as this one execution environment has looked without a gap.
 * Best effort by intent: the verifier keeps no state elsewhere, and "since at least" stays true.
 */
export class Since {
  private readonly sightings = new Map<string, Sighting>();

  /** The time in milliseconds since which `key` has had this fault without a gap; `at` when it is new. */
  public seen(key: string, fault: Fault, at: number): number {
    const known = this.sightings.get(key);
    const first = known && known.fault === fault && at - known.last <= LONGEST_GAP_MS ? known.first : at;
    if (!known && this.sightings.size >= MOST_SERVICES) this.sightings.clear();
    this.sightings.set(key, { fault, first, last: at });
    return first;
  }
}
