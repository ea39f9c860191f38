import * as fc from 'fast-check';
import { cleanText, DETAIL_LENGTH } from '../../../lambda/shared/text';

test.each([
  ['plain', 'plain'],
  ['two\r\nlines\tand a tab', 'two lines and a tab'],
  ['\u001b[1;31mred\u001b[0m\u0007', 'red'],
  ['a\u202eb\u2028c\ufeffd', 'a b c d'],
  ['lone \ud800 surrogate', 'lone surrogate'],
])('%j becomes %j', (text, line) => expect(cleanText(text)).toBe(line));

test('any text becomes one bounded line without controls', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
    const line = cleanText(text);
    expect(line.length).toBeLessThanOrEqual(DETAIL_LENGTH);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }));
});
