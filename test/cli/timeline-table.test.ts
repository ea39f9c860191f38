import fc from 'fast-check';
import { frame } from '../../cli/timeline/table';

const plain = (text: string) => text;
const WIDTHS = [12, 8];
const table = (...rows: string[][]) => frame(WIDTHS, rows.map((row) => row.map((text) => ({ text }))), plain).split('\n');

test('texts are wrapped at blanks, and what is too long is cut', () => {
  expect(table(['one two three', 'x'], ['', 'abcdefghij'])).toEqual([
    '┌────────────┬────────┐',
    '│ one two    │ x      │',
    '│ three      │        │',
    '│            │ abcdef │',
    '│            │ ghij   │',
    '└────────────┴────────┘',
  ]);
});

test('colours do not widen a cell', () => {
  const [, line] = frame([6], [[{ text: 'ab', paint: (text) => `\u001b[1m${text}\u001b[22m` }]], plain).split('\n');
  expect(line).toBe('│ \u001b[1mab\u001b[22m   │');
});

test('every line is as wide as the table, and every word is in it', () => {
  const text = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { maxLength: 6 }).map((words) => words.join(' '));
  fc.assert(fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), (rows) => {
    const lines = table(...rows);
    expect(new Set(lines.map(({ length }) => length))).toEqual(new Set([23]));
    const letters = (all: string) => [...all.replace(/[^a-z]/g, '')].sort().join('');
    expect(letters(lines.join(''))).toBe(letters(rows.flat().join('')));
  }));
});
