/**
 * How much the tests notice: changes the sources as a slip would, one change at a time, and runs the related tests, which should fail.
 *
 * `npm run mutate -- [--seed N] [--count N] [--room src/edge] [--list] [--only K] [--limit SECONDS]
 *     [--workers N] [--minutes N]`
 *
 * StrykerJS would try all mutants, needs Node 22, and would not see what runs in bundles or in programs of their own.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './bundle-options';
import { Compiler } from './mutate/compiler';
import { Copy } from './mutate/copy';
import { EQUIVALENT } from './mutate/equivalent';
import { applied, changedLines, roomOf, type Mutant } from './mutate/mutant';
import { sourcesIn, Usage } from './mutate/related-tests';
import { sampled } from './mutate/sample';
import { scoreTable, type Tried } from './mutate/score';
import { mutantsOf } from './mutate/sites';
import { Trials } from './mutate/trial';

const ROOMS = ['src', 'lambda', 'cli'];
const REPORT = join(ROOT, 'test-reports', 'mutation.json');
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    limit: { type: 'string', default: '600' },
    // As many as this project's machines have cores.
    workers: { type: 'string', default: '2' },
    minutes: { type: 'string', default: '1440' },
    room: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

function whole(name: 'seed' | 'count' | 'limit' | 'only' | 'workers' | 'minutes'): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) { throw new Error(`--${name} must be a whole number of at least 1, got ${values[name]}`); }
  return value;
}

const sourceOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const say = (text: string) => process.stdout.write(`${text}\n`);

/** The sample: mutants that the compiler accepts, without those that are known to change nothing. */
function* chosen(refused: () => void): Generator<Mutant> {
  const files = ROOMS.flatMap((room) => sourcesIn(ROOT, room)).filter((file) => !values.room || roomOf({ file }) === values.room);
  if (files.length === 0) { throw new Error(`--room names no folder with sources, such as src/edge: ${values.room}`); }
  const compiler = new Compiler(join(ROOT, 'test', 'tsconfig.json'));
  let left = whole('count');
  for (const mutant of sampled(files.flatMap((file) => mutantsOf(file, sourceOf(file))), whole('seed'))) {
    if (left === 0) { return; }
    const { was, becomes } = changedLines(sourceOf(mutant.file), mutant);
    if (EQUIVALENT.some((known) => known.file === mutant.file && known.was === was && known.becomes === becomes)) { continue; }
    if (!compiler.accepts(join(ROOT, mutant.file), applied(sourceOf(mutant.file), mutant))) { refused(); continue; }
    left -= 1;
    yield mutant;
  }
}

/** The sample with its numbers, or one number of it alone. */
function* numbered(sample: Iterable<Mutant>, only?: number): Generator<{ readonly mutant: Mutant; readonly number: number }> {
  let number = 0;
  for (const mutant of sample) {
    number += 1;
    if (only === undefined || number === only) { yield { mutant, number }; }
    if (number === only) { return; }
  }
}

function described(mutant: Mutant): string {
  const { line, was, becomes } = changedLines(sourceOf(mutant.file), mutant);
  const lines = (sign: string, text: string) => text.split('\n').map((each) => `  ${sign} ${each.trim()}`);
  return [`${mutant.file}:${line} ${mutant.kind}`, ...lines('-', was), ...lines('+', becomes)].join('\n');
}

async function main(): Promise<void> {
  let refused = 0;
  const sample = numbered(chosen(() => { refused += 1; }), values.only === undefined ? undefined : whole('only'));
  if (values.list) {
    for (const { mutant, number } of sample) { say(`${number}. ${described(mutant)}`); }
    return;
  }
  const usage = new Usage(ROOT);
  const trials = new Trials(1_000 * whole('limit'), say);
  const folder = mkdtempSync(join(tmpdir(), 'mutate-'));
  const tried: Tried[] = [];
  const end = Date.now() + 60_000 * whole('minutes');
  const work = async (name: number) => {
    const copy = new Copy(ROOT, join(folder, String(name)));
    // The workers share the sample: each takes from it what the others have not.
    for (let next = sample.next(); !next.done && Date.now() < end; next = sample.next()) {
      const { mutant, number } = next.value;
      const outcome = await trials.run(copy, mutant, usage.testsOf(mutant.file));
      tried.push({ ...outcome, mutant });
      say(`${number}. ${outcome.verdict}: ${outcome.by ? `${mutant.file} by ${outcome.by}` : described(mutant)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: whole('workers') }, (_, index) => work(index)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(dirname(REPORT), { recursive: true });
  const results = tried.map(({ mutant, ...outcome }) => ({ ...outcome, ...mutant, ...changedLines(sourceOf(mutant.file), mutant) }));
  writeFileSync(REPORT, `${JSON.stringify({ seed: Number(values.seed), refused, results }, null, 2)}\n`);
  say(`\n${scoreTable(tried)}\n\nSeed ${values.seed}; the compiler refused ${refused} more, which no test has to find`);
  say(`All results: ${REPORT}`);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
