import type { JsonObject } from './answer';
import { isObject } from './answer';

/** Members under which exception filters and interceptors put the answer that they wrap. */
const WRAPPERS = ['error', 'response', 'message', 'data', 'details', 'result', 'body', 'payload', 'exception', 'cause', 'errors', 'meta'] as const;
const DEPTH = 3;

/** A document and what stands inside its wrappers, the outermost first. Some filters make text of what they wrap. */
export function unwrap(document: JsonObject): readonly JsonObject[] {
  const found: JsonObject[] = [document];
  let begin = 0;
  for (let depth = 0; depth < DEPTH && begin < found.length; depth++) {
    const end = found.length;
    for (let at = begin; at < end; at++) {
      for (const name of WRAPPERS) {
        if (Object.hasOwn(found[at]!, name)) { found.push(...objectsIn(found[at]![name])); }
      }
    }
    begin = end;
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
