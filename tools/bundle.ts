/**
 * Bundles each Lambda handler and the CLI to one file under assets/, or under the folder that is given. What a handler loads only when it
 * is needed (LATER) is a file beside it: inside the same file esbuild would keep all of every module that both use, which made loading the
 * verifier half as slow again.
 *
 * The same sources give the same bytes on every machine: no source maps, no absolute paths, no time stamps.
 * What licences ask for is one file beside the bundles, THIRD-PARTY-LICENSES.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { licenceTexts } from './licences';

const ROOT = join(__dirname, '..');
const OUTPUT = resolve(process.argv[2] ?? join(ROOT, 'assets'));

/** Modules that are required when they are needed, by their file name, and the bundle that does so. */
const LATER: Readonly<Record<string, { readonly source: string; readonly bundle: string }>> = {
  'secret-clients': { source: join('lambda', 'secrets', 'secret-clients.ts'), bundle: 'verifier' },
  'ec2-clients': { source: join('lambda', 'ec2-clients.ts'), bundle: 'verifier' },
  'verification-clients': { source: join('lambda', 'alerts', 'verification-clients.ts'), bundle: 'notifier' },
  'probe-from-here': { source: join('lambda', 'probe-from-here.ts'), bundle: 'verifier' },
};

/** Leaves those modules out of the bundle that finds them beside it. */
function leaveForLater(bundle: string): Plugin {
  const isLater = (path: string) => Object.hasOwn(LATER, basename(path)) && LATER[basename(path)].bundle === bundle;
  return {
    name: 'leave-for-later',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\// }, ({ path }) => (isLater(path) ? { path: `./${basename(path)}.js`, external: true } : undefined));
    },
  };
}

interface Entry {
  readonly source: string;
  readonly output: string;
}

function entries(): Entry[] {
  const handlers = readdirSync(join(ROOT, 'lambda'))
    .filter((file) => file.endsWith('.handler.ts'))
    .sort()
    .map((file) => ({ source: join('lambda', file), output: join(basename(file, '.handler.ts'), 'index.js') }));
  const cli = existsSync(join(ROOT, 'cli', 'main.ts')) ? [{ source: join('cli', 'main.ts'), output: join('cli', 'main.js') }] : [];
  const later = Object.entries(LATER).map(([name, { source, bundle }]) => ({ source, output: join(bundle, `${name}.js`) }));
  return [...handlers, ...later, ...cli];
}

async function main(): Promise<void> {
  rmSync(OUTPUT, { recursive: true, force: true });
  const built = await Promise.all(entries().map(({ source, output }) => build({
    absWorkingDir: ROOT,
    entryPoints: [source],
    outfile: join(OUTPUT, output),
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Prefer ES modules: only they can be tree-shaken, and the SDK ships both.
    mainFields: ['module', 'main'],
    plugins: [leaveForLater(dirname(output))],
  })));
  const inputs = built.flatMap(({ metafile }) => Object.values(metafile.outputs)).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  writeFileSync(join(OUTPUT, 'THIRD-PARTY-LICENSES'), licenceTexts(ROOT, files));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
