/**
 * The one form of this library's errors: what is wrong, what was got, what is allowed, what to do.
 *
 * A plain Error, because the CDK's own ValidationError is internal to it.
 */
export function fail(what: string, got: string, allowed: string, todo: string, constructPath?: string): never {
  const where = constructPath ? `[${constructPath}] ` : '';
  throw new Error(`${where}${what}: got ${got}, allowed: ${allowed}. ${todo.charAt(0).toUpperCase()}${todo.slice(1)}.`);
}

/** Does something whose errors do not say themselves where they come from: a contract, for example, is not a construct. */
export function locate<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // What is no message for a reader, such as a TypeError, keeps its class and its stack.
    throw error instanceof Error && error.constructor === Error ? new Error(`[${place}] ${error.message}`) : error;
  }
}
