import * as fc from 'fast-check';
import { shorten } from '../../src/shared/shorten';

test('a text is never longer than allowed, and stays as it is where it fits', () => {
  fc.assert(fc.property(fc.string({ maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
    const short = shorten(text, most);
    expect(short.length).toBeLessThanOrEqual(most);
    if (text.length <= most) { expect(short).toBe(text); } else { expect(short).toBe(`${text.slice(0, most - 1)}…`); }
  }));
});
