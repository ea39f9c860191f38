import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { build } from 'esbuild';
import type { History } from './history';
import type { Definition } from './machine';
import type { PropertyName } from './properties';
import type { Chronicle } from './readings';

const ROOT = join(__dirname, '..', '..', '..');

/** What `player.ts` exports. */
export interface Player {
  playAndJudge(history: History, definition: Definition): Promise<{ readonly chronicle: Chronicle; readonly violated: PropertyName[] }>;
}

/** A change of one source file. */
export interface Mutation {
  /** From the project's root. */
  readonly file: string;
  readonly change: (source: string) => string;
}

/**
 * One of the programs of this folder with the recovery function's own code in it, in one file: many times as fast as modules that jest
 * transforms, and the only form in which the code can be changed for a mutation.
 */
export async function bundled(program: 'player' | 'interpreter', mutation?: Mutation): Promise<string> {
  let changes = 0;
  const { outputFiles: [{ text }] } = await build({
    entryPoints: [join(__dirname, `${program}.ts`)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'error',
    plugins: mutation ? [{
      name: 'mutation',
      setup: ({ onLoad }) => {
        onLoad({ filter: /\.ts$/ }, async ({ path }) => {
          if (path !== join(ROOT, mutation.file)) { return undefined; }
          changes += 1;
          return { contents: mutation.change(await readFile(path, 'utf8')), loader: 'ts' };
        });
      },
    }] : [],
  });
  if (mutation && changes === 0) { throw new Error(`${mutation.file} is not in the program, so nothing was changed`); }
  return text;
}

/** Plays histories, with the code as it is or with one change in it. */
export async function loadPlayer(mutation?: Mutation): Promise<Player> {
  const module = { exports: {} as Player };
  // Outside of jest's own context, in which each look at a global such as Math takes far longer.
  const load = runInThisContext(`(function (module, exports, require) {${await bundled('player', mutation)}\n})`) as (
    ...given: unknown[]
  ) => void;
  load(module, module.exports, createRequire(__filename));
  return module.exports;
}
