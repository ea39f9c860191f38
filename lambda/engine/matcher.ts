import { safeTest } from './safe-regex';
import type { MatcherPlan } from '../../src/shared/plan';
import { cleanText } from '../shared/text';

/** Longest quotation of the expected and of the actual text, in characters: both fit into one detail. */
const QUOTE_LENGTH = 70;

/** Whether a text is as expected, and both in one bounded, printable line: `expected …, got …`. */
export interface MatcherVerdict {
  readonly ok: boolean;
  readonly detail: string;
}

/** Compares what a target sent with what a plan expects of it. A pattern that is invalid or too slow is never ok, turned round or not. */
export function checkMatcher(matcher: MatcherPlan, actual: string): MatcherVerdict {
  const { ok, expected } = compare(matcher, actual);
  const words = `${matcher.not ? 'no ' : ''}${expected}`;
  return { ok: ok === undefined ? false : ok !== (matcher.not === true), detail: `expected ${words}, got ${quote(actual)}` };
}

/** `ok` is undefined where nothing can be said. */
function compare({ equals, contains, matches }: MatcherPlan, actual: string): { ok: boolean | undefined; expected: string } {
  if (equals !== undefined) { return { ok: actual === equals, expected: quote(equals) }; }
  if (contains !== undefined) { return { ok: actual.includes(contains), expected: `text with ${quote(contains)}` }; }
  if (matches === undefined) { return { ok: undefined, expected: 'a matcher with equals, contains or matches' }; }
  const verdict = safeTest(matches, actual);
  const pattern = `match of /${cleanText(matches, QUOTE_LENGTH)}/`;
  if (verdict === 'match' || verdict === 'no match') { return { ok: verdict === 'match', expected: pattern }; }
  return { ok: undefined, expected: `${pattern} (the pattern is ${verdict})` };
}

function quote(text: string): string {
  return text === '' ? 'nothing' : JSON.stringify(cleanText(text, QUOTE_LENGTH));
}
