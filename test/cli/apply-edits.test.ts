import fc from 'fast-check';
import { stringify } from 'yaml';
import { applyEdits } from '../../cli/apply-edits';
import { parseYamlTemplates } from '../../cli/yaml-template';
import type { FindingEdit } from '../../src/lint/lint';

const edit = (path: FindingEdit['path'], value?: unknown, logicalId = 'It'): FindingEdit => ({ template: 't', logicalId, path, value });

const fixed = (text: string, ...edits: FindingEdit[]) => {
  const { text: after, left } = applyEdits(text, 0, edits);
  return { text: after, left: left.length };
};

test.each([
  ['a value, with the comment behind it', 'A: 1  # why', ['A'], 2, 'A: 2  # why'],
  ['a text in quotes', "A: '1'", ['A'], 2, 'A: 2'],
  ['a text of several lines', 'A: |\n        one\n        two\n      B: 3', ['A'], 'x', 'A: "x"\n      B: 3'],
  ['a list with comments around it', '# before\n      A:\n        - 1 # inside\n      # after\n      B: 3', ['A'], ['x'],
    '# before\n      A: ["x"]\n      # after\n      B: 3'],
  ['nothing yet', 'B: 3  # why', ['A'], 2, 'B: 3  # why\n      A: 2'],
  ['an object that is not there', 'B: 3', ['A', 'C'], 2, 'B: 3\n      A: { C: 2 }'],
  ['what has no value', 'A:\n      B: 3', ['A', 'C'], 2, 'A: { C: 2 }\n      B: 3'],
  ['an object in braces', 'A: { B: 3 }', ['A', 'C'], 2, 'A: { B: 3, C: 2 }'],
  ['an object in braces over several lines', 'A: {\n        B: 3\n      }', ['A', 'C'], 2, 'A: {\n        B: 3,\n        C: 2\n      }'],
  ['an empty object', 'A: {}', ['A', 'C'], 2, 'A: { C: 2 }'],
  ['one more of a list', 'A:\n        - 1 # one\n        # two\n      B: 3', ['A', 1], 2,
    'A:\n        - 1 # one\n        - 2\n        # two\n      B: 3'],
  ['one more of a list in brackets', 'A: [1]', ['A', 1], { C: 2 }, 'A: [1, { C: 2 }]'],
  ['one of a list', 'A: [1, 2]', ['A', 0], 7, 'A: [7, 2]'],
  ['a removal, with its comment', 'A: 1 # gone\n      # stays\n      B: 3', ['A'], undefined, '# stays\n      B: 3'],
  ['a removal of the last of an object', 'A: { C: 1 }\n      B: 3', ['A', 'C'], undefined, 'B: 3'],
  ['a removal at a dash', 'A:\n        - C: 1\n          D: 2', ['A', 0, 'C'], undefined, 'A:\n        - D: 2'],
  ['a key that stands twice: the last one counts', 'A: 1\n      A: 2', ['A'], 3, 'A: 1\n      A: 3'],
  ['a key in quotes', '"A" : 1', ['A'], 2, '"A" : 2'],
] as const)('%s', (_, before, path, value, after) => {
  const whole = (properties: string) => `# head\nResources:\n  It:\n    Properties:\n      ${properties}\n  Other: !Sub "x" # tail\n`;
  expect(fixed(whole(before), edit(path, value))).toEqual({ text: whole(after), left: 0 });
});

test('JSON keeps its indentation, whatever that is', () => {
  for (const indent of [undefined, 1, 4, '\t']) {
    const json = (properties: object) => JSON.stringify({ Resources: { It: { Properties: properties } } }, undefined, indent);
    const { text, left } = fixed(json({ A: 1, B: [1] }), edit(['A'], 2), edit(['C'], 'x'), edit(['B', 1], 5), edit(['A'], undefined));
    expect(left).toBe(0);
    expect(text.replace(/, "C": "x"/, ',"C":"x"').replace('[1, 5]', '[1,5]')).toBe(json({ B: [1, 5], C: 'x' }));
  }
});

test('line ends of Windows stay, also in what is added', () => {
  const text = 'Resources:\r\n  It:\r\n    Properties:\r\n      A: 1\r\n';
  expect(fixed(text, edit(['B'], 2)).text).toBe('Resources:\r\n  It:\r\n    Properties:\r\n      A: 1\r\n      B: 2\r\n');
});

test('of several documents only the one that is meant changes', () => {
  const one = 'Resources:\n  It:\n    Properties:\n      A: 1\n';
  expect(applyEdits(`${one}---\n${one}`, 1, [edit(['A'], 2)]).text).toBe(`${one}---\n${one.replace('1', '2')}`);
});

test.each([
  ['an anchor that something else uses', 'Resources:\n  It:\n    Properties: &all\n      A: 1\n  Other:\n    Properties: *all\n', ['A'], 2],
  ['an alias', 'Resources:\n  Other:\n    Properties: &all\n      A: 1\n      B: 2\n  It:\n    Properties: *all\n', ['A'], 2],
  ['a part of what is merged in', 'X: &x { A: { B: 1, C: 1 } }\nResources:\n  It:\n    Properties:\n      <<: *x\n', ['A', 'B'], 2],
  ['what is not there', 'Resources: {}\n', ['A'], 2],
  ['a template within a text', JSON.stringify('Resources:\n  It:\n    Properties: { A: 1 }\n'), ['A'], 2],
  ['a value behind a text', 'Resources:\n  It:\n    Properties:\n      A: text\n', ['A', 0, 'B'], undefined],
  ['what is no YAML', 'Resources: [', ['A'], 2],
])('%s stays as it is', (_, text, path, value) => expect(fixed(text, edit(path, value))).toEqual({ text, left: 1 }));

test('what is merged in is overridden where the whole value changes', () => {
  const text = 'X: &x { A: 1 }\nResources:\n  It:\n    Properties:\n      <<: *x\n      B: 3\n';
  expect(fixed(text, edit(['A'], 2)).text).toBe(`${text}      A: 2\n`);
});

/** Values as templates have them. */
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('x', '', 'a: b', '# no', '- x', "it's", '"', 'true', '1', 'two\nlines\n', '{', '[x]'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), tie('any'), { maxKeys: 3 }),
  ),
})).any;

const properties = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), value, { minKeys: 1, maxKeys: 4 });
const path = fc.tuple(fc.constantFrom('A', 'B', 'E'), fc.array(fc.constantFrom('A', 'B', 'E', 0, 1), { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest]);
const style = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom<'any' | 'flow'>('any', 'flow'),
  defaultStringType: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'BLOCK_LITERAL'>('PLAIN', 'QUOTE_DOUBLE', 'BLOCK_LITERAL'),
});

test('a change makes its value, and leaves all other values and every comment, or makes nothing', () => {
  fc.assert(fc.property(properties, path, fc.option(value, { nil: undefined }), style, (given, where, to, how) => {
    const yaml = stringify({ Resources: { It: { Properties: given }, Last: { Properties: { A: 1 } } } }, how);
    const text = `# first\n${yaml.replace(/^( {2,4}Last:)/m, '$1 # between')}# last\n`;
    const { text: after, left } = applyEdits(text, 0, [edit(where, to)]);
    if (left.length > 0) {
      expect(after).toBe(text);
      return;
    }
    const [data] = parseYamlTemplates(after) as [{ Resources: Record<string, { Properties: Record<string, unknown> }> }];
    expect(data.Resources.Last).toEqual({ Properties: { A: 1 } });
    expect(where.reduce<any>((at, step) => at?.[step], data.Resources.It.Properties)).toEqual(to);
    const [first] = where;
    const others = (all: Record<string, unknown>) => Object.entries(all).filter(([name]) => name !== first);
    expect(others(data.Resources.It.Properties)).toEqual(others(given));
    for (const comment of ['# first', '# last', ...text.includes('# between') ? ['# between'] : []]) { expect(after).toContain(comment); }
  }));
});
