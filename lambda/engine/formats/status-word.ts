import type { Status } from '../../report/report';

/** The words in which Actuator, Terminus and health+json state a status, in lower case and without punctuation. */
const WORDS: ReadonlyMap<string, Status> = new Map<string, Status>([
  ['up', 'UP'], ['ok', 'UP'], ['pass', 'UP'], ['healthy', 'UP'], ['correct', 'UP'], ['acceptingtraffic', 'UP'],
  ['degraded', 'DEGRADED'], ['warn', 'DEGRADED'], ['warning', 'DEGRADED'],
  ['willexpiresoon', 'DEGRADED'], // Spring Boot 3.4 and later, of certificates
  ['outofservice', 'OUT_OF_SERVICE'], ['refusingtraffic', 'OUT_OF_SERVICE'], ['shuttingdown', 'OUT_OF_SERVICE'], ['draining', 'OUT_OF_SERVICE'],
  ['down', 'DOWN'], ['fail', 'DOWN'], ['error', 'DOWN'], ['unhealthy', 'DOWN'], ['broken', 'DOWN'],
  ['unknown', 'UNKNOWN'],
]);

/** Worst first: the order in which Actuator aggregates, with DEGRADED where it belongs. */
const ORDER: readonly Status[] = ['DOWN', 'OUT_OF_SERVICE', 'DEGRADED', 'UP', 'UNKNOWN'];

/** The status that a word means, whatever its case and punctuation; undefined for a word of the application's own. */
export function readStatus(word: unknown): Status | undefined {
  return typeof word === 'string' ? WORDS.get(normalizeWord(word)) : undefined;
}

/** A status word in lower case and without punctuation. */
export function normalizeWord(word: string): string {
  return word.slice(0, 64).toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Sorts statuses, the worst first. */
export function compareStatus(left: Status, right: Status): number {
  return ORDER.indexOf(left) - ORDER.indexOf(right);
}
