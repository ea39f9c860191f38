import * as fc from 'fast-check';
import { checkMatcher } from '../../../lambda/engine/matcher';
import { safeTest, TEXT_LENGTH } from '../../../lambda/engine/safe-regex';
import type { MatcherPlan } from '../../../src/shared/plan';

const EXPLODING = '^(a+)+$';
const BAIT = `${'a'.repeat(60)}!`;

describe('patterns', () => {
  test.each<[pattern: string, text: string, verdict: string]>([
    ['^a', 'abc', 'match'], ['^b', 'abc', 'no match'], ['(', 'abc', 'invalid'], ['', '', 'match'], ['this.constructor', 'x', 'no match'],
  ])('%s on %s', (pattern, text, verdict) => expect(safeTest(pattern, text)).toBe(verdict));

  test('only the beginning of a long text is looked at', () => {
    expect(safeTest('x$', `${'-'.repeat(TEXT_LENGTH - 1)}x`)).toBe('match');
    expect(safeTest('x$', `${'-'.repeat(TEXT_LENGTH)}x`)).toBe('no match');
  });

  test('any pattern and any text come to a verdict', () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 50 }), (pattern, text) => {
      expect(['match', 'no match', 'too slow', 'invalid']).toContain(safeTest(pattern, text));
    }), { numRuns: 200 });
  });
});

describe('matchers', () => {
  test.each<[matcher: MatcherPlan, actual: string, ok: boolean, detail: string]>([
    [{ equals: 'PONG' }, 'PONG', true, 'expected "PONG", got "PONG"'],
    [{ equals: 'PONG' }, 'PING', false, 'expected "PONG", got "PING"'],
    [{ equals: 'PONG', not: true }, 'PONG', false, 'expected no "PONG", got "PONG"'],
    [{ contains: 'b' }, 'abc', true, 'expected text with "b", got "abc"'],
    [{ contains: 'x' }, '', false, 'expected text with "x", got nothing'],
    [{ contains: 'x', not: true }, '', true, 'expected no text with "x", got nothing'],
    [{ matches: '^SSH-2' }, 'SSH-2.0', true, 'expected match of /^SSH-2/, got "SSH-2.0"'],
    [{ matches: '^SSH-2', not: true }, 'SSH-2.0', false, 'expected no match of /^SSH-2/, got "SSH-2.0"'],
    [{ matches: '(' }, 'x', false, 'expected match of /(/ (the pattern is invalid), got "x"'],
    [{ matches: '(', not: true }, 'x', false, 'expected no match of /(/ (the pattern is invalid), got "x"'],
    [{} as MatcherPlan, 'x', false, 'expected a matcher with equals, contains or matches, got "x"'],
  ])('%j on %s', (matcher, actual, ok, detail) => expect(checkMatcher(matcher, actual)).toEqual({ ok, detail }));

  test('a pattern that explodes is not ok, turned round or not', () => {
    expect(checkMatcher({ matches: EXPLODING }, BAIT)).toMatchObject({ ok: false, detail: expect.stringContaining('too slow') });
    expect(checkMatcher({ matches: EXPLODING, not: true }, BAIT).ok).toBe(false);
  });

  test('a detail is one bounded, printable line, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }), (expected, actual) => {
        const { detail } = checkMatcher({ equals: expected }, actual);
        expect(detail).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(detail.length).toBeLessThan(400);
      }),
    );
  });
});
