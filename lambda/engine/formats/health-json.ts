import { today } from '../clock';
import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { type Parts, summarize } from './components';
import { freshnessOf } from './freshness';
import { weigh } from './reading';
import { readStatus } from './status-word';

/**
 * Reads `application/health+json` (draft-inadarei-api-health-check-06): `{"status":"pass","checks":{"db:latency":[{…}]}}`.
 * The root's status counts, as with Actuator. The `time` of a check is when it was made.
 */
export function readHealthJson(answer: Answer, document: JsonObject): Reading | undefined {
  if (typeof document.status !== 'string') { return undefined; }
  const checks = isObject(document.checks) ? Object.entries(document.checks) : [];
  const parts = checks.flatMap(([name, entries]) => partsOf(name, entries));
  const components = summarize(parts);
  const freshness = freshnessOf([['the answer', document], ...parts], today());
  return { ...weigh(answer, document.status, readStatus(document.status) ?? components.worst, components), freshness };
}

/** A check has one entry for each node that it looked at, told apart by `componentId`; some give the entry without the array. */
function partsOf(name: string, entries: unknown): Parts {
  if (!Array.isArray(entries)) { return [[name, entries]]; }
  return entries.map((entry: unknown) => {
    const id = entries.length > 1 && isObject(entry) && typeof entry.componentId === 'string' ? `/${entry.componentId}` : '';
    return [name + id, entry] as const;
  });
}
