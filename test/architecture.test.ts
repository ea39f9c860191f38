import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { preProcessFile } from 'typescript';
import { mayImport, roomOf, ROOMS } from '../projenrc/rooms';
import { ARCHITECTURE, withRoomsTable } from '../tools/rooms-table';

const ROOT = join(__dirname, '..');
const TREES = ['src', 'lambda', 'cli', 'sandbox', 'tools', 'bench', 'examples'];

/** The sources of the trees, by their paths from the project's root. */
function sources(): string[] {
  return TREES.flatMap((tree) => readdirSync(join(ROOT, tree), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && !file.includes('cdk.out'))
    .map((file) => join(tree, file)));
}

/** What each source imports of the others, types and lazily loaded files included. */
function imports(): Map<string, string[]> {
  const files = new Set(sources());
  return new Map([...files].map((file) => {
    const imported = preProcessFile(readFileSync(join(ROOT, file), 'utf8')).importedFiles
      .filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => relative(ROOT, resolve(ROOT, file, '..', fileName)))
      .flatMap((path) => [`${path}.ts`, join(path, 'index.ts')].filter((candidate) => files.has(candidate)));
    return [file, imported];
  }));
}

/** A circle in a graph as the names along it; undefined where there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) { return [...path.slice(path.indexOf(node)), node]; }
    if (done.has(node)) { return undefined; }
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...path, node]);
      if (circle) { return circle; }
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node, []);
    if (circle) { return circle; }
  }
  return undefined;
}

const IMPORTS = imports();

test('every source of src, lambda, cli and sandbox stands in a room, and every room has sources', () => {
  const housed = [...IMPORTS.keys()].filter((file) => /^(src|lambda|cli|sandbox)\//.test(file));
  expect(housed.filter((file) => roomOf(file) === undefined)).toEqual([]);
  expect(ROOMS.filter((room) => !housed.some((file) => roomOf(file) === room))).toEqual([]);
});

test('no import goes against the table of rooms', () => {
  const wrong = [...IMPORTS].flatMap(([file, imported]) => (
    imported.filter((to) => !mayImport(file, to)).map((to) => `${file} imports ${to}`)
  ));
  expect(wrong).toEqual([]);
});

test('no arrow of the table is without an import', () => {
  const used = new Set([...IMPORTS].flatMap(([file, imported]) => imported.map((to) => `${roomOf(file)?.path} → ${roomOf(to)?.path}`)));
  const arrows = ROOMS.flatMap(({ path, imports: allowed }) => allowed.map((to) => `${path} → ${to}`));
  expect(arrows.filter((arrow) => !used.has(arrow))).toEqual([]);
});

test('neither files nor rooms import each other in a circle, types included', () => {
  expect(circleIn(IMPORTS)).toBeUndefined();
  expect(circleIn(new Map(ROOMS.map(({ path, imports: allowed }) => [path, allowed])))).toBeUndefined();
});

test('a circle is found, also through a type', () => {
  expect(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b']);
  expect(preProcessFile("import type { A } from './a';").importedFiles.map(({ fileName }) => fileName)).toEqual(['./a']);
});

test('ARCHITECTURE.md prints the table: else run `npx tsx tools/rooms-table.ts`', () => {
  const page = readFileSync(ARCHITECTURE, 'utf8');
  expect(page).toContain('<!-- rooms -->');
  expect(withRoomsTable(page)).toBe(page);
});
