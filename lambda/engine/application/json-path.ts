import { isJsonObject } from '../../shared/untrusted-json';

/** What is at a path: undefined when nothing is, as well as when the path cannot be read. */
export interface JsonAt {
  readonly value: unknown;
}

const STEP = /\.([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/**
 * Reads a path such as `$.queues[0]['dead letter'].depth` into its steps; undefined when it is none. Only steps from parent to
 * child: whatever searches could be made to search for long.
 */
export function parseJsonPath(path: string): ReadonlyArray<string | number> | undefined {
  if (!path.startsWith('$')) { return undefined; }
  const steps: Array<string | number> = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) { return undefined; }
    const [, name, index, single, double] = match;
    steps.push(index === undefined ? name ?? single ?? double ?? '' : Number(index));
  }
  return steps;
}

/** The value at a path within a JSON value; own members only. */
export function valueAt(document: unknown, steps: ReadonlyArray<string | number>): JsonAt | undefined {
  let value = document;
  for (const step of steps) {
    const fits = typeof step === 'number' ? Array.isArray(value) : isJsonObject(value);
    if (!fits || !Object.hasOwn(value as object, step)) { return undefined; }
    value = (value as Record<string | number, unknown>)[step];
  }
  return { value };
}
