import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { IConstruct } from 'constructs';

/**
 * Identifies a construct by its path as seen from another one, for ids there. `node.addr` would also depend on the stage above both: the
 * same stack would get other logical ids in each stage.
 */
export function relativeAddress(from: IConstruct, to: IConstruct): string {
  return createHash('sha256').update(posix.relative(`/${from.node.path}`, `/${to.node.path}`)).digest('hex').slice(0, 8);
}
