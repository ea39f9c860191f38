import { cleanText } from './text';

/** Name and message of an error as one bounded line; neither the SDK nor this library puts secrets there. */
export function describeError(error: unknown): string {
  return cleanText(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 300);
}
