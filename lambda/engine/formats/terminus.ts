import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { summarize } from './components';
import { weigh } from './reading';
import { compareStatus, normalizeWord, readStatus } from './status-word';

const STATUS_WORDS = new Set(['ok', 'error', 'degraded', 'shuttingdown']);

/** Members under which an exception filter puts the answer that it wraps. */
const WRAPPERS = ['error', 'response', 'message', 'data', 'details'] as const;

/**
 * Reads NestJS Terminus: `{"status":"ok","info":{…},"error":{…},"details":{…}}`, also inside what an exception filter made of it.
 *
 * Older versions could say ok with a `down` among the details, so the details count as well; shutting down stays what it is.
 */
export function readTerminus(answer: Answer, document: JsonObject): Reading | undefined {
  // Asked for by name, a bare `{"status":"ok"}` will do as well.
  const health = findTerminus(document) ?? document;
  if (!hasStatusWord(health)) { return undefined; }
  const parts = { ...members(health.info), ...members(health.error), ...members(health.details) };
  const components = summarize(Object.entries(parts));
  const stated = readStatus(health.status);
  const worse = components.worst === 'DOWN' || components.worst === 'DEGRADED' ? components.worst : undefined;
  const status = stated && stated !== 'OUT_OF_SERVICE' && worse && compareStatus(worse, stated) < 0 ? worse : stated;
  return weigh(answer, health.status, status, components);
}

/** The health object of Terminus in a document: the document itself, or within two wrappers. */
export function findTerminus(document: JsonObject): JsonObject | undefined {
  let candidates: JsonObject[] = [document];
  for (let depth = 0; depth <= 2; depth++) {
    const found = candidates.find((candidate) => hasStatusWord(candidate) && [candidate.info, candidate.error, candidate.details].some(isObject));
    if (found) { return found; }
    candidates = candidates.flatMap((candidate) => WRAPPERS.map((name) => candidate[name]).filter(isObject));
  }
  return undefined;
}

function hasStatusWord({ status }: JsonObject): boolean {
  return typeof status === 'string' && STATUS_WORDS.has(normalizeWord(status));
}

function members(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
