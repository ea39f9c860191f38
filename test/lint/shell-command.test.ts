import fc from 'fast-check';
import { stepsOf } from '../../src/lint/model/shell-command';

function check(...items: string[]) {
  const command = { items, complete: true };
  return { command, outline: command, interval: 30, timeout: 5, retries: 3, startPeriod: undefined };
}

function parse(script: string): string[] {
  return stepsOf(check('CMD-SHELL', script)).map(({ after, words }) => [after, ...words].join('\u00b7'));
}

test.each([
  ['curl -f http://127.0.0.1/a?b=c || exit 1', ['·curl·-f·http://127.0.0.1/a?b=c', '||·exit·1']],
  ['a  "b c" \'d || e\'; f\\ g', ['·a·b c·d || e', ';·f g']],
  ['a >/dev/null 2>&1 && b|c', ['·a', '&&·b', '|·c']],
  ['a &>/dev/null || b', ['·a', '||·b']],
  ['a --x=">" http://h/#b', ['·a·--x=>·http://h/#b']],
  ['a\nb;\n', ['·a', ';·b']],
  ['curl -f http://h/?a=1&b=2 || exit 1', ['·curl·-f·http://h/?a=1', '&·b=2', '||·exit·1']],
  ['a &', ['·a', '&·:']],
  ['curl http://h:${PORT}/$PATH', ['·curl·http://h:${PORT}/$PATH']],
])('%s', (script, steps) => expect(parse(script)).toEqual(steps));

test.each([
  'if a; then b; fi',
  '(a) || b',
  '{ a; }',
  'a $(b)',
  'a `b`',
  'a "$(b)"',
  'a ||',
  '|| a',
  'a "b',
  'a <<END',
  '! a',
  'a # why',
])('nothing is told of %s', (script) => expect(parse(script)).toEqual([]));

test('words without a shell are taken as they are', () => {
  expect(stepsOf(check('CMD', 'curl', '||'))).toEqual([{ words: ['curl', '||'], after: '' }]);
  expect(stepsOf(check('CMD', '/bin/sh', '-c', 'a || b'))).toHaveLength(2);
});

test('a command that is not known as a whole tells nothing', () => {
  expect(stepsOf({ ...check('CMD-SHELL', 'a'), outline: { items: ['CMD-SHELL', 'a'], complete: false } })).toEqual([]);
});

test('every text ends, without an error', () => {
  const piece = fc.constantFrom('a', ' ', '|', '&', ';', '"', '\'', '\\', '$', '{', '}', '(', ')', '>', '<', '2', '\n', '#', '`');
  fc.assert(fc.property(fc.array(piece).map((pieces) => pieces.join('')), (script) => { parse(script); }));
});
