import type { HttpHeaders } from './http-lines';
import { BODY_BYTES } from './http-parser';
import { parseJsonPath, valueAt } from './json-path';
import type { AssertionPlan } from '../../../src/shared/plan';
import { cleanText } from '../../shared/text';
import { parseJson } from '../../shared/untrusted-json';
import { closeJson } from '../formats/cut-json';
import { checkMatcher } from '../matcher';

/** What assertions are about. */
export interface AssertedAnswer {
  readonly headers: HttpHeaders;
  /** The body, or its beginning. */
  readonly body: string;
  /** Whether more of the body came than is read: what lies behind the cap proves nothing, neither way. */
  readonly isCut: boolean;
  /** Why the body cannot be read at all; absent when it can. */
  readonly unreadable?: string;
}

/** What assertions come to. */
export interface AssertionVerdict {
  /** The first that does not hold, as `body: expected …, got …`. */
  readonly failure?: string;
  /** The first that what was read can neither prove nor refute. */
  readonly unproven?: string;
}

/** What one assertion comes to: it holds when undefined. */
type Verdict = { readonly failure: string } | { readonly unproven: string } | undefined;

/** Longest name of a header or path in a detail, in characters. */
const NAME_LENGTH = 40;

/** Compares an answer with what a plan promises of it. */
export function checkAssertions(assertions: readonly AssertionPlan[], answer: AssertedAnswer): AssertionVerdict {
  let document: { readonly value: unknown } | undefined;
  let unproven: string | undefined;
  for (const assertion of assertions) {
    if (assertion.on === 'json') { document ??= parseBody(answer); }
    const verdict = check(assertion, answer, document);
    if (verdict && 'failure' in verdict) { return verdict; }
    unproven ??= verdict?.unproven;
  }
  return unproven === undefined ? {} : { unproven };
}

/** Of a body that was cut, what stands before the cut. */
function parseBody({ body, isCut }: AssertedAnswer): { readonly value: unknown } | undefined {
  const text = isCut ? closeJson(body) : body;
  return text === undefined ? undefined : parseJson(text);
}

function check(assertion: AssertionPlan, answer: AssertedAnswer, document: { readonly value: unknown } | undefined): Verdict {
  if (assertion.on === 'header') {
    const actual = answer.headers.get(assertion.name.toLowerCase());
    const about = `header ${cleanText(assertion.name, NAME_LENGTH)}`;
    // What is not there has no value that could be the wrong one.
    if (actual === undefined) { return assertion.not ? undefined : { failure: `${about}: ${expectation(assertion)}, got no such header` }; }
    return match(assertion, actual, about);
  }
  const about = assertion.on === 'body' ? 'body' : cleanText(assertion.path, NAME_LENGTH);
  if (answer.unreadable) { return { failure: `${about}: ${expectation(assertion)}, got ${answer.unreadable}` }; }
  const beyond = { unproven: `${about}: ${expectation(assertion)}, and the body has more than ${BODY_BYTES} bytes` };
  if (assertion.on === 'body') {
    return answer.isCut ? matchBeginning(assertion, answer.body, about, beyond) : match(assertion, answer.body, about);
  }

  const steps = parseJsonPath(assertion.path);
  if (!steps) { return { failure: `${about}: expected a path such as $.queue.depth` }; }
  if (!document) { return answer.isCut ? beyond : { failure: `${about}: ${expectation(assertion)}, got a body that is not JSON` }; }
  const found = valueAt(document.value, steps);
  // An object may go on behind the cut.
  if (answer.isCut && (!found || typeof found.value === 'object')) { return beyond; }
  // Also turned round: a promise about a value is a promise that there is one.
  return found ? match(assertion, textOf(found.value), about) : { failure: `${about}: ${expectation(assertion)}, got nothing there` };
}

/** What is in the beginning of a body is in the body; what is not in it may be in the rest. */
function matchBeginning(assertion: AssertionPlan, beginning: string, about: string, beyond: Verdict): Verdict {
  const { ok } = checkMatcher({ ...assertion, not: false }, beginning);
  // A text that has to equal a body of this length is not one that a plan can hold.
  return ok || assertion.equals !== undefined ? match(assertion, beginning, about) : beyond;
}

function match(assertion: AssertionPlan, actual: string, about: string): Verdict {
  const { ok, detail } = checkMatcher(assertion, actual);
  return ok ? undefined : { failure: `${about}: ${detail}` };
}

/** What a matcher expects, in its own words, where there is no text to hold it against. */
function expectation(assertion: AssertionPlan): string {
  return checkMatcher(assertion, '').detail.replace(/, got nothing$/, '');
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
