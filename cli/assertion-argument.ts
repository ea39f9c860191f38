import { InvalidArgumentError } from 'commander';
import type { AssertionPlan } from '../src/verification/plan';

/** Reads one more `--body`: what the body must match. */
export function parseBody(text: string, before: readonly AssertionPlan[] = []): AssertionPlan[] {
  return [...before, { on: 'body', matches: parsePattern(text) }];
}

/** Reads one more `--header`: which header must match what. */
export function parseHeader(text: string, before: readonly AssertionPlan[] = []): AssertionPlan[] {
  const [name, pattern] = parsePair(text, 'content-type=json');
  return [...before, { on: 'header', name, matches: parsePattern(pattern) }];
}

/** Reads one more `--value`: what stands at which path of a JSON body. */
export function parseValue(text: string, before: readonly AssertionPlan[] = []): AssertionPlan[] {
  const [path, equals] = parsePair(text, '$.db.status=UP');
  return [...before, { on: 'json', path, equals }];
}

function parsePattern(text: string): string {
  try {
    return new RegExp(text).source;
  } catch {
    throw new InvalidArgumentError('Allowed: a regular expression, such as "status".*"UP".');
  }
}

function parsePair(text: string, example: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) { throw new InvalidArgumentError(`Allowed: two parts around the first equals sign, such as ${example}.`); }
  return [text.slice(0, at), text.slice(at + 1)];
}
