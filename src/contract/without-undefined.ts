/**
 * A copy without the keys whose value is undefined, at every depth: what becomes JSON must not have them. Objects of classes, such as
 * durations and tokens, are kept as they are.
 */
export function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) { return value.map((item: unknown) => withoutUndefined(item)) as T; }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) { return value; }
  const defined = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(defined.map(([key, item]) => [key, withoutUndefined(item as unknown)])) as T;
}
