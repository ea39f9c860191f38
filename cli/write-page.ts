import { writeFileSync } from 'node:fs';
import { UsageError } from './usage-error';

/** Writes what `--html` names. */
export function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new UsageError({
      what: 'The page cannot be written',
      got: (error as Error).message,
      allowed: 'a file in a folder that exists',
      fix: 'name another one with --html',
    });
  }
}
