import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { build } from 'esbuild';
import type { History } from './history';
import type { Definition } from './machine';
import type { PropertyName } from './properties';
import type { Chronicle } from './readings';

/** What `player.ts` exports. */
export interface Player {
  playAndJudge(history: History, definition: Definition): Promise<{ readonly chronicle: Chronicle; readonly violated: PropertyName[] }>;
}

/** A change of one source file, by its name. */
export interface Mutation {
  readonly file: string;
  readonly change: (source: string) => string;
}

/**
 * One of the programs of this folder with the recovery function's own code in it, in one file: many times as fast as modules that jest
 * transforms, and the only form in which the code can be changed for a mutation.
 */
export async function bundled(program: 'player' | 'interpreter', mutation?: Mutation): Promise<string> {
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
        onLoad({ filter: /lambda[\\/]recovery[\\/][\w-]+\.ts$/ }, async ({ path }) => {
          if (basename(path) !== mutation.file) return undefined;
          return { contents: mutation.change(await readFile(path, 'utf8')), loader: 'ts' };
        });
      },
    }] : [],
  });
  return text;
}

/** Plays histories, with the code as it is or with one change in it. */
export async function loadPlayer(mutation?: Mutation): Promise<Player> {
  const module = { exports: {} as Player };
  // Outside of jest's own context, in which each look at a global such as Math takes far longer.
  const load = runInThisContext(`(function (module, exports, require) {${await bundled('player', mutation)}\n})`) as (...given: unknown[]) => void;
  load(module, module.exports, createRequire(__filename));
  return module.exports;
}
