import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

export const ROOT = join(__dirname, '..');

/**
 * Writes names of constants that are keys of the SDK's schemas as what they are: `{ [_n]: 1 }` might run code, for all that esbuild
 * knows, so it would keep the shapes of every operation of a client, though a handler calls two or three.
 */
const schemasOfCalls: Plugin = {
  name: 'schemas-of-calls',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const constants = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name!, value!]));
      return { contents: source.replace(/\[(_\w+)\]:/g, (key, name: string) => (constants.has(name) ? `${constants.get(name)}:` : key)) };
    });
  },
};

/** Lambda gives a function its credentials in the environment: all other ways to find some are left out, with the clients that they use. */
const credentialsOfLambda: Plugin = {
  name: 'credentials-of-lambda',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: 'credentials-of-lambda',
      namespace: 'credentials-of-lambda',
    }));
    onLoad({ filter: /.*/, namespace: 'credentials-of-lambda' }, () => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';", resolveDir: ROOT,
    }));
  },
};

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Prefer ES modules: only they can be tree-shaken, and the SDK ships both.
  mainFields: ['module', 'main'],
};

/** How everything is bundled that runs on Lambda, and what the bench holds it against. */
export const BUNDLE_OPTIONS: BuildOptions = { ...COMMON, plugins: [schemasOfCalls, credentialsOfLambda] };

/** The same for what a person runs, whose credentials may come from anywhere. */
export const CLI_OPTIONS: BuildOptions = { ...COMMON, plugins: [schemasOfCalls] };
