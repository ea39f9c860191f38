/**
 * Compares the templates of all examples with those of another checkout, but for names: logical ids, hashes of assets, and what refers to
 * them. Resources are matched by what they say, references by what they lead to. Prints what is left, a line a value.
 *
 *   git worktree add ../before REF && (cd ../before && npm ci) && npx tsx tools/compare-templates.ts ../before
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = join(__dirname, '..');
/** Rounds in which what a resource refers to becomes part of what it is matched by. */
const ROUNDS = 4;

interface Resource {
  readonly Type: string;
  readonly [field: string]: unknown;
}

/** Each example's templates, by example and stack. */
function templatesOf(tree: string): Map<string, Record<string, Resource>> {
  const names = readdirSync(join(tree, 'examples')).filter((name) => existsSync(join(tree, 'examples', name, 'app.ts')));
  return new Map(names.flatMap((name) => {
    const output = mkdtempSync(join(tmpdir(), 'compare-templates-'));
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('examples', name, 'app.ts')], {
      cwd: tree, env: { ...process.env, CDK_OUTDIR: output, JSII_DEPRECATED: 'quiet' }, encoding: 'utf8',
    });
    if (status !== 0) { throw new Error(`${tree}: ${name} does not synthesize: ${stderr}`); }
    const files = readdirSync(output).filter((file) => file.endsWith('.template.json'));
    const templates = files.map((file): [string, Record<string, Resource>] => [
      `${name}/${file.replace('.template.json', '')}`,
      (JSON.parse(readFileSync(join(output, file), 'utf8')) as { Resources: never }).Resources ?? {},
    ]);
    rmSync(output, { recursive: true, force: true });
    return templates;
  }));
}

/** A value with each logical id in it replaced by what stands for it. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const masked = value.replace(/[0-9a-f]{64}/g, 'HASH');
    return names.get(masked) ?? [...names].reduce((text, [id, name]) => (text.includes(id) ? text.replaceAll(id, name) : text), masked);
  }
  if (Array.isArray(value)) { return value.map((item) => renamed(item, names)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value)
    .filter(([key]) => key !== 'Metadata')
    .map(([key, item]) => [key, renamed(item, names)]));
}

/** The resources, each by a key that follows from what it says and from what it refers to. */
function matchable(resources: Record<string, Resource>): Map<string, unknown> {
  let names = new Map(Object.entries(resources).map(([id, { Type }]) => [id, `<${Type}>`]));
  for (let round = 0; round < ROUNDS; round += 1) {
    names = new Map(Object.entries(resources).map(([id, resource]) => [
      id, `<${resource.Type} ${createHash('sha256').update(JSON.stringify(renamed(resource, names))).digest('hex').slice(0, 8)}>`,
    ]));
  }
  const types = new Map(Object.entries(resources).map(([id, { Type }]) => [id, `<${Type}>`]));
  return new Map(Object.entries(resources).map(([id, resource]) => [`${names.get(id)} ${id}`, renamed(resource, types)]));
}

/** Where two values differ, as lines. */
function differences(before: unknown, after: unknown, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) { return []; }
  const [was, is] = [before, after].map((value) =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined,
  );
  if (!was || !is) { return [`  ${path}: ${JSON.stringify(before)?.slice(0, 300)} → ${JSON.stringify(after)?.slice(0, 300)}`]; }
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => differences(was[key], is[key], `${path}.${key}`));
}

/** What is left of two templates once equal resources are taken away; the rest is paired by type and likeness. */
function compare(before: Record<string, Resource>, after: Record<string, Resource>): string[] {
  const equal = (entry: [string, unknown]) => JSON.stringify(entry[1]);
  const rest = [...matchable(after)];
  const lost = [...matchable(before)].filter((entry) => {
    const at = rest.findIndex((other) => equal(other) === equal(entry));
    if (at >= 0) { rest.splice(at, 1); }
    return at < 0;
  });
  const lines = lost.flatMap(([key, value]) => {
    const [, type, id] = /^<(\S+) \w+> (.*)$/.exec(key)!;
    const alike = rest
      .filter(([other]) => other.startsWith(`<${type} `))
      .map((entry) => ({ entry, lines: differences(value, entry[1], `${type} ${id}`) }))
      .sort((a, b) => a.lines.length - b.lines.length)[0];
    if (!alike) { return [`  ${type} ${id} is gone`]; }
    rest.splice(rest.indexOf(alike.entry), 1);
    return alike.lines;
  });
  return [...lines, ...rest.map(([key]) => `  ${key} is new`)];
}

function main(): void {
  const before = templatesOf(resolve(process.argv[2] ?? join(ROOT, '..', 'before')));
  const after = templatesOf(ROOT);
  for (const stack of new Set([...before.keys(), ...after.keys()])) {
    const lines = compare(before.get(stack) ?? {}, after.get(stack) ?? {});
    const count = Object.keys(after.get(stack) ?? {}).length;
    console.log(`${stack}: ${count} resources, ${lines.length === 0 ? 'equal but for names' : `${lines.length} values differ`}`);
    lines.forEach((line) => console.log(line));
  }
}

main();
