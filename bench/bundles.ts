import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundle } from './child';
import type { BundleFigures } from './results';
import { median, medianRatio } from './statistics';
import { BUNDLE_OPTIONS, ROOT } from '../tools/bundle-options';

const HANDLERS = ['prober', 'verifier'];
const CLIENT_IMPORT = /^import \{([^}]+)\} from '(@aws-sdk\/client-[\w-]+)'/gm;
/** Prints how long a module takes to load. */
const LOAD = `const start = performance.now();
require(process.argv[1]);
console.log(performance.now() - start);
process.exit();`;

/** Size and load time of each handler's bundle as it is shipped, and of nothing but the SDK clients and commands that it loads with it. */
export async function measureBundles(folder: string, loads: number): Promise<BundleFigures[]> {
  const shipped = join(folder, 'assets');
  execFileSync(process.execPath, ['--import', 'tsx', join('tools', 'bundle.ts'), shipped], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const measured: BundleFigures[] = [];
  for (const name of HANDLERS) { measured.push(await measureBundle(name, shipped, folder, loads)); }
  return measured;
}

async function measureBundle(name: string, shipped: string, folder: string, loads: number): Promise<BundleFigures> {
  const file = join(shipped, name, 'index.js');
  const sources = sourcesOf(`lambda/${name}.handler.ts`);
  const figures = { name, kib: kibOf(file), containsAwsCode: sources.some((source) => /@aws-sdk|@smithy|@aws-lambda/.test(source)) };
  const clients = clientsOf(sources);
  if (clients === '') { return { ...figures, loadMilliseconds: median(Array.from({ length: loads }, () => load(file))) }; }

  const bare = await bundle({ text: clients }, folder, `bare-${name}`, []);
  const trimmed = await bundle({ text: clients }, folder, `trimmed-${name}`);
  const all = [file, bare, trimmed];
  all.forEach(load); // from here on they are in the page cache
  const rounds = Array.from({ length: loads }, () => all.map(load));
  const [ours, theirs, leanest] = all.map((_, index) => rounds.map((times) => times[index]!)) as [number[], number[], number[]];
  return {
    ...figures,
    loadMilliseconds: median(ours),
    clientsKib: kibOf(bare),
    clientsLoadMilliseconds: median(theirs),
    loadRatio: medianRatio(ours, theirs),
    trimmedRatio: medianRatio(ours, leanest),
  };
}

/** What is loaded together with a handler; what it requires later, when it needs it, is not. */
function sourcesOf(handler: string): string[] {
  const { metafile } = buildSync({ ...BUNDLE_OPTIONS, plugins: [], entryPoints: [handler], write: false, metafile: true });
  const found = new Set([handler]);
  for (const source of found) {
    for (const { path, kind } of metafile!.inputs[source]?.imports ?? []) {
      if (kind !== 'dynamic-import' && !(kind === 'require-call' && source.startsWith('lambda/'))) { found.add(path); }
    }
  }
  return [...found];
}

/** A module of all that the sources import from the SDK's clients, and nothing else. */
function clientsOf(sources: readonly string[]): string {
  const imported = sources.filter((source) => source.startsWith('lambda/')).flatMap((source) => (
    [...readFileSync(join(ROOT, source), 'utf8').matchAll(CLIENT_IMPORT)].map(([, names, from]) => {
      const values = names!.split(',').map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type '));
      return values.map((value) => `export { ${value} } from '${from}';\n`);
    })
  ));
  return [...new Set(imported.flat())].join('');
}

function kibOf(file: string): number {
  return statSync(file).size / 1024;
}

/** Milliseconds that a fresh process needs for `require`. */
function load(file: string): number {
  const environment = { ...process.env, AWS_REGION: 'eu-west-1', NODE_OPTIONS: '' };
  return Number(
    execFileSync(process.execPath, ['-e', LOAD, file], { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}
