import { shallowLength } from './cut-json';
import { type JsonObject, isJsonObject, parseJsonObject } from '../../shared/untrusted-json';

/** Members under which interceptors put the answer that they wrap. */
export const ENVELOPES = ['data', 'result', 'response', 'body', 'payload', 'value'] as const;

/** Members under which exception filters do, too. */
export const WRAPPERS = [...ENVELOPES, 'error', 'message', 'details', 'exception', 'cause', 'errors', 'meta'] as const;

const DEPTH = 3;

/** What stands inside the wrappers of a document, the outermost first. Some filters make text of what they wrap. */
export function unwrap(document: JsonObject, wrappers: readonly string[]): readonly JsonObject[] {
  const found: JsonObject[] = [];
  let layer: readonly JsonObject[] = [document];
  for (let depth = 0; depth < DEPTH && layer.length > 0; depth += 1) {
    const inner: JsonObject[] = [];
    for (const outer of layer) {
      for (const name of wrappers) {
        if (Object.hasOwn(outer, name)) { inner.push(...objectsIn(outer[name])); }
      }
    }
    found.push(...inner);
    layer = inner;
  }
  return found;
}

function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) { return value.slice(0, 1).filter(isJsonObject); } // `errors` is a list, of one as a rule
  if (typeof value !== 'string' || !value.startsWith('{')) { return isJsonObject(value) ? [value] : []; }
  const parsed = shallowLength(value) === value.length ? parseJsonObject(value) : undefined;
  return parsed ? [parsed] : [];
}
