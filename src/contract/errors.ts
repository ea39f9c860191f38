/**
 * The one form of this library's errors: what is wrong, what was got, what is allowed, what to do.
 *
 * A plain Error, because the CDK's own ValidationError is internal to it.
 */
export function fail(what: string, got: string, allowed: string, todo: string, constructPath?: string): never {
  const where = constructPath ? `[${constructPath}] ` : '';
  throw new Error(`${where}${what}: got ${got}, allowed: ${allowed}. ${todo.charAt(0).toUpperCase()}${todo.slice(1)}.`);
}
