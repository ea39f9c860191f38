import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { roomOf as roomInTable } from '../../projenrc/rooms';
import { EQUIVALENT } from '../../tools/mutate/equivalent';
import { applied, changedLines, roomOf, type Mutant } from '../../tools/mutate/mutant';
import { sourcesIn, Usage } from '../../tools/mutate/related-tests';
import { sampled } from '../../tools/mutate/sample';
import { scoreTable, type Tried } from '../../tools/mutate/score';
import { mutantsOf } from '../../tools/mutate/sites';
import { Trials } from '../../tools/mutate/trial';

const ROOT = join(__dirname, '..', '..');
const BENEATH = mkdtempSync(join(tmpdir(), 'mutate-test-'));
afterAll(() => rmSync(BENEATH, { recursive: true, force: true }));

/** A project of these files. */
function written(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(BENEATH, 'project-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

/** Every kind of slip finds an occasion here. */
const SOURCE = `import { other } from './other';
export interface Shape { readonly kind: 'a' | 'b' }
export function pick(list: number[], most = 3): string {
  if (list.length > most && !other) { throw new Error('too many'); }
  const first = list.filter((one) => one >= 0)[0] ?? 7;
  list.push(first + 1);
  const all = { list: [first, most], isBig: list.some((one) => one === 9) || true };
  return \`\${all.isBig}\`;
}
`;

const becomes = (kind: string) =>
  mutantsOf('src/room/a.ts', SOURCE)
    .filter((mutant) => mutant.kind === kind)
    .map((mutant) => changedLines(SOURCE, mutant).becomes);

test.each<[kind: string, some: string]>([
  ['operator', 'if (list.length >= most && !other) { throw new Error(\'too many\'); }'],
  ['operator', 'if (list.length > most || !other) { throw new Error(\'too many\'); }'],
  ['operator', 'list.push(first - 1);'],
  ['condition', 'if (!(list.length > most && !other)) { throw new Error(\'too many\'); }'],
  ['negation', 'if (list.length > most && other) { throw new Error(\'too many\'); }'],
  ['default', 'const first = 7;'],
  ['default', 'const first = list.filter((one) => one >= 0)[0]!;'],
  ['method', 'const first = list[0] ?? 7;'],
  ['method', 'const all = { list: [first, most], isBig: list.every((one) => one === 9) || true };'],
  ['boolean', 'const all = { list: [first, most], isBig: list.some((one) => one === 9) || false };'],
  ['number', 'export function pick(list: number[], most = 4): string {'],
  ['number', 'export function pick(list: number[], most = 2): string {'],
  ['string', 'if (list.length > most && !other) { throw new Error(\'\'); }'],
  ['string', 'return ``;'],
  ['result', 'return undefined!;'],
  ['result', 'const first = list.filter((one) => undefined!)[0] ?? 7;'],
  ['statement', ';'],
  ['element', 'const all = { list: [most], isBig: list.some((one) => one === 9) || true };'],
  ['property', 'const all = { list: [first, most],  };'],
])('%s: %s', (kind, some) => expect(becomes(kind)).toContain(some));

test('the rooms are those of the table', () => {
  const files = ['src', 'lambda', 'cli'].flatMap((tree) => sourcesIn(ROOT, tree));
  expect(files.map((file) => roomOf({ file }))).toEqual(files.map((file) => roomInTable(file)?.path));
});

test('names of modules, types and properties are no occasion, and every mutant changes something', () => {
  const mutants = mutantsOf('src/room/a.ts', SOURCE);
  const before = (text: string) => SOURCE.slice(0, SOURCE.indexOf(text)).length;
  expect(mutants.filter(({ start }) => start < before('export function'))).toEqual([]);
  expect(mutants.filter((mutant) => applied(SOURCE, mutant) === SOURCE)).toEqual([]);
});

describe('a sample', () => {
  const kinds = ['a', 'b'];
  const mutants = ['src/x/1.ts', 'src/y/1.ts', 'cli/1.ts'].flatMap((file) =>
    kinds.flatMap((kind) => [0, 1, 2].map((start): Mutant => ({ file, kind, start, end: start, text: '' }))),
  );

  test('is the same for the same seed, and another one for another', () => {
    expect([...sampled(mutants, 1)]).toEqual([...sampled(mutants, 1)]);
    expect([...sampled(mutants, 1)]).not.toEqual([...sampled(mutants, 2)]);
  });

  test('is spread over rooms and kinds, and comes to all of them', () => {
    const all = [...sampled(mutants, 3)];
    expect(new Set(all).size).toBe(mutants.length);
    expect(new Set(all.slice(0, 3).map(roomOf)).size).toBe(3);
    expect(new Set(all.slice(0, 6).map((mutant) => `${roomOf(mutant)} ${mutant.kind}`)).size).toBe(6);
  });
});

test('related tests are the room\'s own first, also through barrels, bundles and programs; types relate nothing', () => {
  const files = {
    'src/index.ts': "export * from './room/a';\nexport * from './room/b';\n",
    'src/room/a.ts': 'export class A {}\n',
    'src/room/b.ts': 'export class B {}\nexport interface Shape {}\n',
    'lambda/one.handler.ts': "import { part } from './part';\nexport const handler = part;\n",
    'lambda/part.ts': "import type { Shape } from '../src/room/b';\nexport const part = (shape: Shape) => shape;\n",
    'test/a.test.ts': "import { A } from '../src';\nnew A();\n",
    'test/room/b.test.ts': "import { B } from '../../src';\nimport { run } from './run';\nrun(B);\n",
    'test/room/run.ts': "export const run = (what: unknown) => [what, 'child.ts'];\n",
    'test/room/child.ts': "import { A } from '../../src/room/a';\nnew A();\n",
    'test/bundled.test.ts': "import { join } from 'node:path';\njoin('assets', 'one', 'index.js');\n",
  };
  const usage = new Usage(written(files), ['src', 'lambda', 'test']);
  expect(usage.testsOf('src/room/a.ts')).toEqual({ direct: ['test/room/b.test.ts', 'test/a.test.ts'], bundled: [] });
  expect(usage.testsOf('src/room/b.ts')).toEqual({ direct: ['test/room/b.test.ts'], bundled: [] });
  expect(usage.testsOf('lambda/part.ts')).toEqual({ direct: [], bundled: ['test/bundled.test.ts'] });
});

test('of many related tests the nearest remain, and what takes long comes last', () => {
  const uses = "import { a } from '../../src/room/a';\na();\n";
  const bundled = "import { join } from 'node:path';\njoin('assets', 'one', 'index.js');\n";
  const names = Array.from({ length: 20 }, (_, index) => String(index).padStart(2, '0'));
  const usage = new Usage(written({
    'src/room/a.ts': 'export const a = () => 1;\n',
    'lambda/one.handler.ts': 'export const handler = () => 1;\n',
    'test/room/a.long.test.ts': uses,
    'test/room/z.test.ts': uses,
    'test/beside/1.long.test.ts': bundled,
    ...Object.fromEntries(names.flatMap((name) => [[`test/other/${name}.test.ts`, uses], [`test/whole/${name}.test.ts`, bundled]])),
  }), ['src', 'lambda', 'test']);
  const { direct } = usage.testsOf('src/room/a.ts');
  expect(direct).toHaveLength(12);
  expect(direct.slice(0, 2)).toEqual(['test/room/z.test.ts', 'test/other/00.test.ts']);
  expect(direct).not.toContain('test/room/a.long.test.ts');
  const nearest = names.slice(0, 3).map((name) => `test/whole/${name}.test.ts`);
  expect(usage.testsOf('lambda/one.handler.ts')).toEqual({ direct: [], bundled: nearest });
});

describe('a trial', () => {
  const mutant: Mutant = { file: 'src/room/a.ts', kind: 'number', start: 0, end: 1, text: '2' };
  /** A copy in which tests fail as told: with a mutant, or without one too. */
  const trial = async (withMutant: readonly string[], without: readonly string[], bundled: readonly string[] = []) => {
    let isMutated = false;
    const copy = {
      withMutant: async (_: Mutant, work: () => Promise<unknown>) => {
        isMutated = true;
        return work().finally(() => { isMutated = false; });
      },
      bundle: () => true,
      test: async (tests: readonly string[]) => {
        const file = tests.find((one) => (isMutated ? withMutant : without).includes(one));
        return file ? { failed: { file, name: 'name' } } : {};
      },
    };
    return new Trials(1_000, () => undefined).run(copy as never, mutant, { direct: ['one', 'two'], bundled });
  };

  test.each<[name: string, result: ReturnType<typeof trial>, verdict: object]>([
    ['a test that fails kills', trial(['two'], []), { verdict: 'killed', by: 'two: name' }],
    ['nothing fails', trial([], []), { verdict: 'survived' }],
    ['a test that always fails kills nothing', trial(['one'], ['one']), { verdict: 'survived' }],
    ['and hides no other one', trial(['one', 'two'], ['one']), { verdict: 'killed', by: 'two: name' }],
    ['one that runs the bundle kills', trial(['three'], [], ['three']), { verdict: 'killed', by: 'three: name' }],
  ])('%s', async (_, result, verdict) => expect(await result).toEqual(verdict));
});

test('the score is by room, without what is undecided', () => {
  const tried = (file: string, ...verdicts: Tried['verdict'][]): Tried[] =>
    verdicts.map((verdict) => ({ verdict, mutant: { file, kind: 'number', start: 0, end: 0, text: '' } }));
  expect(
    scoreTable([...tried('src/edge/a.ts', 'killed', 'survived', 'undecided'), ...tried('cli/a.ts', 'no test')])
      .split('\n')
      .slice(2),
  ).toEqual(['| cli | 0 | 0 | 1 | 0 | 0 % |', '| src/edge | 1 | 1 | 0 | 1 | 50 % |', '| **All** | 1 | 1 | 1 | 1 | 33 % |']);
});

test.each(EQUIVALENT.map((known) => [`${known.file}: ${known.becomes}`, known] as const))(
  'a mutant that is known to change nothing still is one: %s',
  (_, { file, was, becomes: then }) => {
    expect(sourcesIn(ROOT, file.split('/')[0])).toContain(file);
    const source = readFileSync(join(ROOT, file), 'utf8');
    expect(mutantsOf(file, source).map((mutant) => changedLines(source, mutant))).toContainEqual(
      expect.objectContaining({ was, becomes: then }),
    );
  },
);
