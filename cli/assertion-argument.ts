import { InvalidArgumentError } from 'commander';
import type { AssertionPlan } from '../src/shared/plan';

/** Adds a `--body`: what the body must match. */
export function parseBody(text: string, before: readonly AssertionPlan[] = []): AssertionPlan[] {
  return [...before, { on: 'body', matches: parsePattern(text) }];
}

/** Adds a `--header`: the name of a header and what it must match. */
export function parseHeader(text: string, before: readonly AssertionPlan[] = []): AssertionPlan[] {
  const [name, pattern] = parsePair(text, 'content-type=json');
  return [...before, { on: 'header', name, matches: parsePattern(pattern) }];
}

/** Adds a `--value`: a path of a JSON body and the value there. */
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
