import type { IConstruct } from 'constructs';

/** The child of a construct with this id; it is created where there is none yet. */
export function ensureChild<T extends IConstruct>(scope: IConstruct, id: string, create: () => T): T {
  return scope.node.tryFindChild(id) as T | undefined ?? create();
}
