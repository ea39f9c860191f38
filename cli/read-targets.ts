import { readFileSync } from 'node:fs';
import { STDIN } from './read-templates';
import { UsageError } from './usage-error';

/** The targets in their order, with those of the standard input in place of `-`. */
export function readTargets(given: readonly string[]): string[] {
  const targets = given.flatMap((target) => (target === STDIN ? linesOf(readFileSync(0, 'utf8')) : [target]));
  if (targets.length > 0) { return targets; }
  throw new UsageError({
    what: 'The standard input has no target',
    got: 'no line',
    allowed: 'one target per line, such as http://10.0.1.7:3000/health/ready',
    fix: 'write one into it',
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
