import type { JsonObject } from './answer';
import { isObject } from './answer';

/** Members under which exception filters and interceptors put the answer that they wrap. */
const WRAPPERS = ['error', 'response', 'message', 'data', 'details', 'result', 'body', 'payload', 'exception', 'cause', 'errors', 'meta'] as const;
const DEPTH = 3;

/** A document and what stands inside its wrappers, the outermost first. Some filters make text of what they wrap. */
export function unwrap(document: JsonObject): readonly JsonObject[] {
  const found: JsonObject[] = [document];
  let layer: readonly JsonObject[] = found;
  for (let depth = 0; depth < DEPTH; depth++) {
    layer = layer.flatMap((candidate) => WRAPPERS.flatMap((name) => Object.hasOwn(candidate, name) ? objectsIn(candidate[name]) : []));
    found.push(...layer);
  }
  return found;
}

function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) { return value.slice(0, 1).filter(isObject); } // `errors` is a list, of one as a rule
  if (typeof value !== 'string' || !value.startsWith('{')) { return isObject(value) ? [value] : []; }
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? [parsed] : [];
  } catch {
    return [];
  }
}
