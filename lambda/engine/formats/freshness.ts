import { today } from '../clock';
import type { Answer, Freshness, Reading } from './answer';
import type { Part } from './parts';
import { cleanText } from '../../shared/text';
import { type JsonObject, isJsonObject } from '../../shared/untrusted-json';

/** Members in which applications say when something was measured: as ISO time, or as epoch in seconds or milliseconds. */
const MOMENTS = ['time', 'timestamp', 'checkedAt', 'cachedAt', 'lastChecked', 'finishedAt'] as const;
/** Members in which they say how long ago, and how many of them make a second. */
const AGES = [['age', 1], ['ageSeconds', 1], ['ageMs', 1000]] as const;

const NAMES_IN_DETAIL = 3;
/** Epochs above are in milliseconds: as seconds they would lie beyond the year 5000. */
const LARGEST_EPOCH_SECONDS = 1e11;

/** What parts of an answer say of their own age, where it may matter. */
export function freshnessOf(parts: readonly Part[], { maxAgeSeconds }: Answer): Freshness | undefined {
  const now = today();
  let oldest: Freshness['oldest'];
  const cached: string[] = [];
  for (const { name, value: part } of parts) {
    if (!isJsonObject(part)) { continue; }
    const seconds = maxAgeSeconds === undefined && part.cachedResponse !== true ? undefined : ageOf(part, now);
    if (seconds !== undefined && seconds > (oldest?.seconds ?? -1)) { oldest = { name, seconds }; }
    if (seconds === undefined && part.cachedResponse === true) { cached.push(name); }
  }
  return oldest || cached.length > 0 ? { ...oldest ? { oldest } : {}, cached } : undefined;
}

/** Seconds since something was measured; a clock that runs ahead makes nothing younger than now. */
function ageOf(part: JsonObject, now: number): number | undefined {
  for (const [name, perSecond] of AGES) {
    const value = part[name];
    if (typeof value === 'number' && value >= 0) { return Math.floor(value / perSecond); }
  }
  for (const name of MOMENTS) {
    const at = momentOf(part[name]);
    if (at !== undefined) { return Math.max(0, Math.floor((now - at) / 1000)); }
  }
  return undefined;
}

function momentOf(value: unknown): number | undefined {
  if (typeof value === 'number' && value > 0) { return value > LARGEST_EPOCH_SECONDS ? value : value * 1000; }
  const at = typeof value === 'string' ? Date.parse(value.slice(0, 64)) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/**
 * The reading once its age counts: what was measured too long ago proves no health. What is down or out of service by its own account
 * stays so. A cache of unknown age is only mentioned.
 */
export function weighAge(answer: Answer, read: Reading): Reading {
  const { freshness: { oldest, cached } = { cached: [] }, ...rest } = read;
  const { maxAgeSeconds = Infinity } = answer;
  if (oldest && oldest.seconds > maxAgeSeconds) {
    const old = `stale: expected ${cleanText(oldest.name, 40)} of the last ${maxAgeSeconds} s, got it from ${oldest.seconds} s ago`;
    const detail = cleanText(`${read.detail}, ${old}`);
    const counts = read.outcome === 'OK' || read.outcome === 'DEGRADED' || read.outcome === 'CERTIFICATE_EXPIRING';
    return !counts ? { ...rest, detail } : { ...rest, outcome: 'UNHEALTHY', status: 'DOWN', detail };
  }
  if (cached.length === 0) { return rest; }
  const names = cached.slice(0, NAMES_IN_DETAIL).map((name) => cleanText(name, 40)).join(', ');
  return { ...rest, detail: cleanText(`${read.detail}, from a cache: ${names}${cached.length > NAMES_IN_DETAIL ? ', …' : ''}`) };
}
