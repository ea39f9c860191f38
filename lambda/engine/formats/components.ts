import type { ComponentStatus, Status } from '../../report/report';
import { cleanText } from '../text';
import { type JsonObject, isObject } from './answer';
import { compareStatus, readStatus } from './status-word';

/** Most components that one reading names. */
export const COMPONENT_COUNT = 20;

/** Longest name of a component, path included. */
export const COMPONENT_NAME_LENGTH = 120;

/** Named parts of an answer: names and what stands under them. */
export type Parts = ReadonlyArray<readonly [name: string, part: unknown]>;

/** What the components of an answer come to. */
export interface ComponentSummary {
  /** The worst known status among all components; undefined when none states one. */
  readonly worst: Status | undefined;
  /** Components that are not UP, worst first. */
  readonly notUp: readonly ComponentStatus[];
}

/**
 * Walks components of any depth, from the top down. Words that are not known are ignored, as Actuator itself does.
 *
 * A loop and not a recursion: an answer may be nested more deeply than the stack is.
 *
 * @param partsOf the components under a component
 */
export function summarize(top: Parts, partsOf: (component: JsonObject) => Parts = () => []): ComponentSummary {
  const found: ComponentStatus[] = [];
  let worst: Status | undefined;
  const queue: Array<{ path: string; parts: Parts }> = [{ path: '', parts: top }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const [name, part] of next.parts) {
      if (!isObject(part)) { continue; }
      const path = (next.path + name).slice(0, COMPONENT_NAME_LENGTH);
      const status = readStatus(part.status);
      if (status && (!worst || compareStatus(status, worst) < 0)) { worst = status; }
      if (status && status !== 'UP') { found.push({ name: path, status }); }
      const parts = partsOf(part);
      if (parts.length > 0) { queue.push({ path: `${path}/`, parts }); }
    }
  }
  return { worst, notUp: bounded(found) };
}

function bounded(found: ComponentStatus[]): ComponentStatus[] {
  const worstOf = new Map<string, Status>();
  for (const { name, status } of found.sort((left, right) => compareStatus(left.status, right.status))) {
    const clean = cleanText(name, COMPONENT_NAME_LENGTH) || '(unnamed)';
    if (!worstOf.has(clean)) { worstOf.set(clean, status); }
    if (worstOf.size === COMPONENT_COUNT) { break; }
  }
  return [...worstOf].map(([name, status]) => ({ name, status }));
}
