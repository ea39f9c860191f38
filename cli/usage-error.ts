/** Exit code of a command that was called wrongly (EX_USAGE of sysexits.h). */
export const EXIT_USAGE = 64;

/** A mistake in how a command was called: what is wrong, what is allowed, what to do. */
export class UsageError extends Error {
  constructor(what: string, got: string, allowed: string, todo: string) {
    super(`${what}: got ${got}, allowed: ${allowed}. ${todo.charAt(0).toUpperCase()}${todo.slice(1)}.`);
    this.name = 'UsageError';
  }
}
