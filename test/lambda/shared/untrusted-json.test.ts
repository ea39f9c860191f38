import * as fc from 'fast-check';
import { isJsonObject, parseJson, parseJsonObject, UntrustedFields } from '../../../lambda/shared/untrusted-json';

describe('JSON that somebody else wrote', () => {
  test('is an object only where it has named members', () => {
    expect([{}, [], null, 'text', 7, undefined].map(isJsonObject)).toEqual([true, false, false, false, false, false]);
  });

  test('is parsed without an exception, and null is told from no JSON', () => {
    expect(parseJson('null')).toEqual({ value: null });
    expect(parseJson('{"open"')).toBeUndefined();
    expect(parseJsonObject('{"a":1}')).toEqual({ a: 1 });
    expect([parseJsonObject('[1]'), parseJsonObject('null'), parseJsonObject('no')]).toEqual([undefined, undefined, undefined]);
  });

  test('gives each field in its own type, bounded', () => {
    const fields = new UntrustedFields({
      name: 'a\nb', long: 'x'.repeat(200_000), count: 3, on: false, items: new Array(50).fill(1), inner: { name: 'c' },
    });
    expect(fields.text('name')).toBe('a b');
    expect(fields.text('long', 10)).toBe(`${'x'.repeat(9)}…`);
    expect(fields.raw('name')).toBe('a\nb');
    expect(fields.raw('long')).toHaveLength(100_000);
    expect(fields.number('count')).toBe(3);
    expect(fields.flag('on')).toBe(false);
    expect(fields.list('items')).toHaveLength(20);
    expect(fields.object('inner').text('name')).toBe('c');
  });

  test('gives what an empty field would, whatever stands there', () => {
    const empty = (fields: UntrustedFields, name: string) => [
      typeof fields.text(name), typeof fields.raw(name), Array.isArray(fields.list(name)), fields.object(name) instanceof UntrustedFields,
    ];
    fc.assert(fc.property(fc.anything(), fc.string(), (value, name) => {
      expect(empty(new UntrustedFields(value), name)).toEqual(['string', 'string', true, true]);
    }));
  });

  test('inherits nothing from the prototype, and a number that is none is none', () => {
    const fields = new UntrustedFields({ ratio: NaN, size: '3' });
    expect([fields.text('constructor'), fields.number('ratio'), fields.number('size'), fields.flag('size')]).toEqual(
      ['', undefined, undefined, undefined],
    );
    expect(fields.object('__proto__').text('toString')).toBe('');
  });
});
