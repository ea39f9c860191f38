import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { buildSync } from 'esbuild';
import type { readAnswer } from '../../../../lambda/engine/formats/read';

/** The reader as it is bundled, outside of Jest's own context, in which everything is slower. */
export function shippedReader(): typeof readAnswer {
  const source = join(__dirname, '..', '..', '..', '..', 'lambda', 'engine', 'formats', 'read.ts');
  const [{ text }] = buildSync({ entryPoints: [source], bundle: true, platform: 'node', format: 'cjs', write: false }).outputFiles;
  const module = { exports: {} as { readAnswer: typeof readAnswer } };
  const load = runInThisContext(`(function (module, require) { ${text}\n})`) as (module: object, require: NodeJS.Require) => void;
  load(module, createRequire(__filename));
  return module.exports.readAnswer;
}
