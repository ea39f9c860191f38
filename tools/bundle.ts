/**
 * Bundles each Lambda handler, the CLI and the reader of scenarios to one file under assets/, or under the folder that is given. What a
 * handler loads only when it is needed, by `require` instead of `import`, is a file beside it: inside the same file esbuild would keep all
 * of every module that both use, which made loading the verifier half as slow again.
 *
 * The same sources give the same bytes on every machine: no source maps, no absolute paths, no time stamps. What licences ask for is one
 * file beside the bundles, THIRD-PARTY-LICENSES.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { BUNDLE_OPTIONS, CLI_OPTIONS, ROOT } from './bundle-options';
import { licenceTexts } from './licences';

const LAMBDA = join(ROOT, 'lambda');
const CLI = join(ROOT, 'cli');
const OUTPUT = resolve(process.argv[2] ?? join(ROOT, 'assets'));

/** Leaves what is loaded later out of a bundle, and tells its source. */
function leaveForLater(found: (source: string) => void): Plugin {
  return {
    name: 'leave-for-later',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
        if (kind !== 'require-call' || ![LAMBDA, CLI].some((folder) => resolveDir.startsWith(folder))) { return undefined; }
        const source = join(resolveDir, `${path}.ts`);
        found(source);
        return { path: `./${laterName(source)}.js`, external: true };
      });
    },
  };
}

/** Of a room's entry the room's name says more than its own. */
function laterName(source: string): string {
  return basename(source, '.ts') === 'run' ? basename(dirname(source)) : basename(source, '.ts');
}

interface Entry {
  readonly source: string;
  readonly output: string;
  /** The bundle's first line. */
  readonly banner?: string;
}

/** npm links a package's command to its file as it is: without this line a shell takes it for a script of its own. */
const SHEBANG = '#!/usr/bin/env node';

function entries(): Entry[] {
  const handlers = readdirSync(LAMBDA)
    .filter((file) => file.endsWith('.handler.ts'))
    .sort()
    .map((file) => ({ source: join(LAMBDA, file), output: join(basename(file, '.handler.ts'), 'index.js') }));
  return [
    ...handlers,
    { source: join(CLI, 'main.ts'), output: join('cli', 'main.js'), banner: SHEBANG },
    { source: join(ROOT, 'sandbox', 'scenarios', 'for-synthesis.ts'), output: join('scenario', 'index.js') },
  ];
}

/** Bundles a source, and what it loads later beside it. */
async function bundle({ source, output, banner = '' }: Entry): Promise<Metafile[]> {
  const later = new Set<string>();
  const options = source.startsWith(CLI) ? CLI_OPTIONS : BUNDLE_OPTIONS;
  const { metafile } = await build({
    ...options,
    entryPoints: [source],
    outfile: join(OUTPUT, output),
    banner: { js: banner },
    metafile: true,
    plugins: [...options.plugins!, leaveForLater((found) => later.add(found))],
  });
  const beside = [...later].map((found) => bundle({ source: found, output: join(dirname(output), `${laterName(found)}.js`) }));
  return [metafile, ...(await Promise.all(beside)).flat()];
}

async function main(): Promise<void> {
  rmSync(OUTPUT, { recursive: true, force: true });
  const built = (await Promise.all(entries().map(bundle))).flat();
  const inputs = built.flatMap(({ outputs }) => Object.values(outputs)).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  writeFileSync(join(OUTPUT, 'THIRD-PARTY-LICENSES'), licenceTexts(ROOT, files));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
