import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { type Parts, summarize } from './components';
import { weigh } from './reading';
import { readStatus } from './status-word';

/**
 * Reads `application/health+json` (draft-inadarei-api-health-check-06): `{"status":"pass","checks":{"db:latency":[{…}]}}`.
 * The root's status counts, as with Actuator.
 */
export function readHealthJson(answer: Answer, document: JsonObject): Reading | undefined {
  if (typeof document.status !== 'string') { return undefined; }
  const checks = isObject(document.checks) ? Object.entries(document.checks) : [];
  const components = summarize(checks.flatMap(([name, entries]) => partsOf(name, entries)));
  return weigh(answer, document.status, readStatus(document.status) ?? components.worst, components);
}

/** A check has one entry for each node that it looked at, told apart by `componentId`; some give the entry without the array. */
function partsOf(name: string, entries: unknown): Parts {
  if (!Array.isArray(entries)) { return [[name, entries]]; }
  return entries.map((entry: unknown) => {
    const id = entries.length > 1 && isObject(entry) && typeof entry.componentId === 'string' ? `/${entry.componentId}` : '';
    return [name + id, entry] as const;
  });
}
