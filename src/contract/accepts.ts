import { ENUMS, OBJECTS, STRUCTS } from './prop-types.generated';

/**
 * Whether a value is of a type of the generated table, by its kind alone: not what a list, a map or a struct holds.
 *
 * Members decide about objects and not `instanceof`, because an app may hold two copies of a package. They are not read: those of
 * imported constructs may throw. Tokens need no exception: the token of a number is a number, of a string a string, of a list a list.
 */
export function accepts(value: unknown, type: string): boolean {
  if (type.endsWith('[]')) { return Array.isArray(value); }
  if (type.endsWith('{}')) { return isObject(value); }
  const values = ENUMS[type] ?? type;
  if (isObject(values)) { return Object.values(values).includes(value as string); }
  if (/^(number|string|boolean)$/.test(values)) { return typeof value === values && !Number.isNaN(value); }
  return isObject(value) && (STRUCTS[type] ? isStruct(value, propNames(type)) : OBJECTS[type].every((member) => member in value));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The props of a struct; with `required` those alone that cannot be left out. */
export function propNames(struct: string, required = false): string[] {
  const names = Object.keys(STRUCTS[struct]);
  return required ? names.filter((name) => !name.endsWith('?')) : names.map((name) => name.replace('?', ''));
}

/**
 * Any plain object, with further properties as well, because users spread options. An object of a class that has none of the props is
 * something else, such as a VPC instead of `{ vpc }`.
 */
function isStruct(value: object, props: string[]): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || props.some((prop) => prop in value);
}
