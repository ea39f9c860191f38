import { InvalidArgumentError } from 'commander';

/** A number of seconds as it is written on the command line. */
export function parseSeconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) { throw new InvalidArgumentError('Allowed: a whole number of seconds, such as 90.'); }
  return Number(text);
}
