import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Environment variable by which the library's functions say which bundle they run. */
export const FUNCTION_VARIABLE = 'LAYERED_HEALTH_FUNCTION';

/** The folder that holds the shipped bundles: assets/ beside the sources, and the folder above the bundled CLI itself. */
function assetFolders(): string[] {
  return [join(__dirname, '..', '..', 'assets'), resolve(__dirname, '..')];
}

/**
 * Finds the bundle of a function.
 *
 * @param name what the function's LAYERED_HEALTH_FUNCTION says: `verifier` or `prober`
 * @param given paths of bundles by that name, which go before the shipped ones
 */
export function bundleFolder(name: string, given: Readonly<Record<string, string>> = {}): string {
  const candidates = given[name] ? [resolve(given[name])] : assetFolders().map((folder) => join(folder, name, 'index.js'));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) {
    throw new Error(
      `The bundle of the function '${name}' is missing, searched at ${candidates.join(' and ')}; run \`npm run `
        + 'bundle`, which builds it.',
    );
  }
  return dirname(found);
}
