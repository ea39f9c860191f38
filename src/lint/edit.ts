import { isFields, member } from './fields';
import type { Resource } from './template';

/** Where a property stands below the `Properties` of its resource: names of objects, positions in lists. */
export type Path = readonly (string | number)[];

/** A change of one property. What is on its way and not there yet is created. */
export interface Edit {
  readonly resource: Resource;
  readonly path: Path;
  /** Undefined: the property is removed. */
  readonly value: unknown;
}

/** The change that gives a property a value. */
export function set(resource: Resource, path: Path, value: unknown): Edit {
  return { resource, path, value };
}

/** The change that removes a property. */
export function remove(resource: Resource, path: Path): Edit {
  return { resource, path, value: undefined };
}

/**
 * Whether the change can be made in the template as it is written: neither the property nor anything around it is decided by an intrinsic
 * function, whose result others may use as well, and the resource is no copy that a loop makes.
 */
export function canApply({ resource, path }: Edit): boolean {
  if (resource.generated) { return false; }
  let at: unknown = resource.properties;
  for (const step of path) {
    if (isIntrinsicValue(at) || (at !== undefined && typeof at !== 'object')) { return false; }
    at = typeof step === 'number' ? (Array.isArray(at) ? (at as unknown[])[step] : undefined) : member(at, step);
  }
  return !containsIntrinsic(at);
}

function isIntrinsicValue(value: unknown): boolean {
  return isFields(value) && Object.keys(value).some((key) => key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'));
}

function containsIntrinsic(value: unknown): boolean {
  if (Array.isArray(value)) { return value.some(containsIntrinsic); }
  return isIntrinsicValue(value) || (isFields(value) && Object.values(value).some(containsIntrinsic));
}
