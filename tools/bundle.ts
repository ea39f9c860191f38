/**
 * Bundles each Lambda handler and the CLI to one file under assets/, or under the folder that is given. What a handler loads only when it
 * is needed, by `require` instead of `import`, is a file beside it: inside the same file esbuild would keep all of every module that both
 * use, which made loading the verifier half as slow again.
 *
 * The same sources give the same bytes on every machine: no source maps, no absolute paths, no time stamps.
 * What licences ask for is one file beside the bundles, THIRD-PARTY-LICENSES.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { BUNDLE_OPTIONS, ROOT } from './bundle-options';
import { licenceTexts } from './licences';

const LAMBDA = join(ROOT, 'lambda');
const OUTPUT = resolve(process.argv[2] ?? join(ROOT, 'assets'));

/** Leaves what is loaded later out of a bundle, and tells its source. */
function leaveForLater(found: (source: string) => void): Plugin {
  return {
    name: 'leave-for-later',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
        if (kind !== 'require-call' || !resolveDir.startsWith(LAMBDA)) { return undefined; }
        found(join(resolveDir, `${path}.ts`));
        return { path: `./${basename(path)}.js`, external: true };
      });
    },
  };
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
  return [...handlers, { source: join(ROOT, 'cli', 'main.ts'), output: join('cli', 'main.js'), banner: SHEBANG }];
}

/** Bundles a source, and what it loads later beside it. */
async function bundle({ source, output, banner = '' }: Entry): Promise<Metafile[]> {
  const later = new Set<string>();
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: [source],
    outfile: join(OUTPUT, output),
    banner: { js: banner },
    metafile: true,
    plugins: [...BUNDLE_OPTIONS.plugins!, leaveForLater((found) => later.add(found))],
  });
  const beside = [...later].map((found) => bundle({ source: found, output: join(dirname(output), `${basename(found, '.ts')}.js`) }));
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
