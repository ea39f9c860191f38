// Rooms that may not import src/shared take it from here.
export { fail, failureText, type Failure } from '../shared/failure';

/** Adds a place to errors that have none of their own: a contract, for example, is no construct and has no path. */
export function locate<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // An error that is not for the reader, such as a TypeError, keeps its class and its stack.
    throw error instanceof Error && error.constructor === Error ? new Error(`[${place}] ${error.message}`) : error;
  }
}
