import type { Shape } from './shape';
import type { Task } from '../tasks/task';

/** Which tasks of a service something happens to. */
export type Selector =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'zone'; readonly letter: string };

const ALLOWED = 'a number of tasks, a share such as 50%, all, or a zone such as zone a';
const PATTERN = /^(?:all|(\d{1,3})%|zone ([a-f]))$/;


/** `1`, `50%`, `all`, `zone a`. */
export const TASKS: Shape<Selector> = {
  allowed: ALLOWED,
  schema: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string', pattern: PATTERN.source }] },
  read: (place) => {
    const value = place.scalar;
    if (Number.isInteger(value) && Number(value) >= 1) { return { kind: 'count', count: Number(value) }; }
    const match = typeof value === 'string' ? PATTERN.exec(value) : null;
    if (!match) { throw place.wrong(`${place.name}: got ${place.got}. Allowed: ${ALLOWED}.`); }
    if (match[2]) { return { kind: 'zone', letter: match[2] }; }
    return { kind: 'share', percent: Math.min(100, Number(match[1] ?? 100)) };
  },
};

/** The tasks that are meant, oldest first. */
export function select(selector: Selector, tasks: readonly Task[]): readonly Task[] {
  switch (selector.kind) {
    case 'count': return tasks.slice(0, selector.count);
    case 'share': return tasks.slice(0, Math.ceil(tasks.length * selector.percent / 100));
    case 'zone': return tasks.filter(({ zone }) => zone.endsWith(selector.letter));
  }
}
