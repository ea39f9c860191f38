import type { HttpHeaders } from './http-lines';
import { parseJsonPath, valueAt } from './json-path';
import { checkMatcher } from './matcher';
import { cleanText } from './text';
import type { AssertionPlan } from '../../src/verification/plan';

/** What assertions are about. */
export interface AssertedAnswer {
  readonly headers: HttpHeaders;
  readonly body: string;
  /** Why the body cannot be read as a whole; absent when it can. */
  readonly unreadable?: string;
}

/** Longest name of a header or path in a detail, in characters. */
const NAME_LENGTH = 40;

/** The first assertion that does not hold, as `body: expected …, got …`; undefined when all do. */
export function failedAssertion(assertions: readonly AssertionPlan[], answer: AssertedAnswer): string | undefined {
  let document: { readonly value: unknown } | undefined;
  for (const assertion of assertions) {
    if (assertion.on === 'json') { document ??= parse(answer.body); }
    const failure = check(assertion, answer, document);
    if (failure) { return failure; }
  }
  return undefined;
}

function check(assertion: AssertionPlan, answer: AssertedAnswer, document: { readonly value: unknown } | undefined): string | undefined {
  if (assertion.on === 'header') {
    const actual = answer.headers.get(assertion.name.toLowerCase());
    const about = `header ${cleanText(assertion.name, NAME_LENGTH)}`;
    // What is not there has no value that could be the wrong one.
    if (actual === undefined) { return assertion.not ? undefined : `${about}: ${expectation(assertion)}, got no such header`; }
    return match(assertion, actual, about);
  }
  const about = assertion.on === 'body' ? 'body' : cleanText(assertion.path, NAME_LENGTH);
  if (answer.unreadable) { return `${about}: ${expectation(assertion)}, got ${answer.unreadable}`; }
  if (assertion.on === 'body') { return match(assertion, answer.body, about); }

  const steps = parseJsonPath(assertion.path);
  if (!steps) { return `${about}: expected a path such as $.queue.depth`; }
  if (!document) { return `${about}: ${expectation(assertion)}, got a body that is not JSON`; }
  const found = valueAt(document.value, steps);
  // Also turned round: a promise about a value is a promise that there is one.
  return found ? match(assertion, textOf(found.value), about) : `${about}: ${expectation(assertion)}, got nothing there`;
}

function match(assertion: AssertionPlan, actual: string, about: string): string | undefined {
  const { ok, detail } = checkMatcher(assertion, actual);
  return ok ? undefined : `${about}: ${detail}`;
}

/** What a matcher expects, in its own words, where there is no text to hold it against. */
function expectation(assertion: AssertionPlan): string {
  return checkMatcher(assertion, '').detail.replace(/, got nothing$/, '');
}

function parse(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/** Texts as they are, everything else as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') { return value; }
  try {
    return JSON.stringify(value);
  } catch { // nested deeper than the stack
    return 'a value nested too deep';
  }
}
