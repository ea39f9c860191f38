import type { EvidenceClients } from './clients';
import { unreadGroup } from './read-evidence';
import { readTargetGroup, type RegisteredTargets } from './registered-targets';
import { timeout } from '../../shared/timeout';

/** At most so old is what a target group says of its targets, as long as the rate budget allows it. */
const OLDEST_MINUTES = 5;
/** So many are read every minute, however few there are. */
const LEAST_A_MINUTE = 60;

/** So few are read before every verdict. */
const FEW = 10;
/** A verdict does not wait longer for them; what was read last stands then. */
const FRESH_MS = 2_000;
/** Read in turn once a minute at most. */
const FRESH_ENOUGH_MS = 30_000;

/** What was said so long ago is not known any more. */
const KEPT_MS = 3_600_000;

interface Known {
  readonly targets?: RegisteredTargets;
  readonly error?: unknown;
  /** When it was last read, or tried, milliseconds since the epoch. */
  readonly at: number;
}

/** The health of targets, by target group; as old as its last turn. */
export class TargetHealth {
  private readonly known = new Map<string, Known>();

  constructor(private readonly clients: EvidenceClients, private readonly now: () => number) {}

  /** Reads the groups where they are few, so that no verdict rests on what they said a minute ago. */
  public async readFew(arns: readonly string[], signal: AbortSignal): Promise<void> {
    if (new Set(arns).size > FEW) { return; }
    await this.refresh(arns, this.now(), AbortSignal.any([signal, timeout(FRESH_MS)]));
  }

  /** Reads the groups that were not read for longest, a fifth of all in a minute. */
  public async readInTurn(arns: readonly string[], signal: AbortSignal): Promise<void> {
    const all = [...new Set(arns)].filter((arn) => this.now() - this.readAt(arn) >= FRESH_ENOUGH_MS);
    const count = Math.max(LEAST_A_MINUTE, Math.ceil(new Set(arns).size / OLDEST_MINUTES));
    const due = all.sort((a, b) => this.readAt(a) - this.readAt(b)).slice(0, count);
    for (const arn of due) {
      if (signal.aborted) { return; }
      await this.read(arn, signal);
    }
  }

  /** Reads the groups that were not read since a time. */
  public async refresh(arns: readonly string[], since: number, signal: AbortSignal): Promise<void> {
    const stale = [...new Set(arns)].filter((arn) => this.readAt(arn) < since);
    await Promise.all(stale.map((arn) => this.read(arn, signal)));
  }

  /** What is known of these groups, and a clause about each of which nothing is. */
  public of(arns: readonly string[]): { readonly groups: readonly RegisteredTargets[]; readonly unread: readonly string[] } {
    const found = arns.map((arn) => ({ arn, known: this.now() - this.readAt(arn) > KEPT_MS ? undefined : this.known.get(arn) }));
    return {
      groups: found.flatMap(({ known }) => known?.targets ?? []),
      unread: found.flatMap(({ arn, known }) => (
        known?.targets ? [] : [unreadGroup(arn, known?.error ?? new Error('its turn has not come'))]
      )),
    };
  }

  /** When the group that was not read for longest was read; nothing where there is none. */
  public oldest(arns: readonly string[]): { readonly targets?: number } {
    const times = arns.flatMap((arn) => this.known.get(arn)?.at ?? []);
    return times.length > 0 ? { targets: Math.min(...times) } : {};
  }

  private readAt(arn: string): number {
    return this.known.get(arn)?.at ?? 0;
  }

  private async read(arn: string, signal: AbortSignal): Promise<void> {
    const at = this.now();
    try {
      this.known.set(arn, { targets: { ...await readTargetGroup(this.clients, arn, signal), readAt: at }, at });
    } catch (error) {
      // What it said last is out of date by an unknown change, so it counts as unread; where only the time was over, it stays.
      if (!signal.aborted) { this.known.set(arn, { error, at }); }
    }
  }
}
