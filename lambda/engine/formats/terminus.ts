import { today } from '../clock';
import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { type ComponentSummary, summarize } from './components';
import { freshnessOf } from './freshness';
import { weigh } from './reading';
import { compareStatus, normalizeWord, readStatus } from './status-word';
import { unwrap } from './unwrap';
import type { Status } from '../../report/report';

const STATUS_WORDS = new Set(['ok', 'error', 'degraded', 'shuttingdown']);
const INDICATOR_WORDS = new Set(['up', 'down', 'degraded']);

/**
 * Reads NestJS Terminus, versions 9 to 12: `{"status":"ok","info":{…},"error":{…},"details":{…}}`, also inside what an exception
 * filter or an interceptor made of it.
 *
 * Before 12 an indicator that answered `down` without throwing left the whole at ok, so the details count as well; shutting down
 * stays what it is. From 12 on an indicator tells its `responseTime`, and `cachedResponse` where it was not asked anew.
 */
export function readTerminus(answer: Answer, document: JsonObject): Reading | undefined {
  // Asked for by name, a bare `{"status":"ok"}` will do as well.
  const health = findTerminus(document) ?? document;
  const stated = hasStatusWord(health);
  if (!stated && !isBeheaded(health)) { return undefined; }
  const parts = Object.entries({ ...members(health.info), ...members(health.error), ...members(health.details) });
  const components = summarize(parts);
  const status = overall(stated ? readStatus(health.status) : 'UP', components);
  return { ...weigh(answer, stated ? health.status : undefined, status, components), freshness: freshnessOf(parts, today()) };
}

/** The health object of Terminus in a document: the document itself, or something inside it. */
export function findTerminus(document: JsonObject): JsonObject | undefined {
  const candidates = unwrap(document);
  return candidates.find((candidate) => hasStatusWord(candidate) && [candidate.info, candidate.error, candidate.details].some(isObject))
    ?? candidates.find(isBeheaded);
}

function overall(stated: Status | undefined, { worst }: ComponentSummary): Status | undefined {
  const worse = worst === 'DOWN' || worst === 'DEGRADED' ? worst : undefined;
  return stated && stated !== 'OUT_OF_SERVICE' && worse && compareStatus(worse, stated) < 0 ? worse : stated;
}

function hasStatusWord({ status }: JsonObject): boolean {
  return typeof status === 'string' && STATUS_WORDS.has(normalizeWord(status));
}

/** A filter that adds its own `status` overwrites Terminus's; the indicators still tell. */
function isBeheaded({ info, error, details }: JsonObject): boolean {
  if (!isObject(details) || !(isObject(info) || isObject(error))) { return false; }
  const indicators = Object.values(details);
  return indicators.length > 0 && indicators.every((indicator) => {
    return isObject(indicator) && typeof indicator.status === 'string' && INDICATOR_WORDS.has(normalizeWord(indicator.status));
  });
}

function members(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
