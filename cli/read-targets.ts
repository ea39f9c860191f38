import { readFileSync } from 'node:fs';
import { STDIN } from './read-templates';
import { UsageError } from './usage-error';

/** The targets as they are named, with those of the standard input where `-` stands. */
export function readTargets(given: readonly string[]): string[] {
  const targets = given.flatMap((target) => (target === STDIN ? linesOf(readFileSync(0, 'utf8')) : [target]));
  if (targets.length > 0) { return targets; }
  throw new UsageError('The standard input names no target', 'no line', 'one target a line, such as http://10.0.1.7:3000/health/ready', 'write some into it');
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
