/** The licences of what is bundled, and the notices that they ask to keep. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the packages that the files belong to, sorted. */
export function packageFolders(files: readonly string[]): string[] {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

/**
 * One text over all packages; those with the same licence text share it.
 *
 * @throws when a package brings no licence file and its licence is not one of those whose text does not depend on the package.
 */
export function licenceTexts(root: string, files: readonly string[]): string {
  const groups = new Map<string, { readonly text: string; readonly packages: string[] }>();
  for (const folder of packageFolders(files)) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const text =
      textOf(root, folder, license)
      ?? fail(`${name} ${version} (${license}) has no licence file: read it, then decide whether it can be bundled`);
    const key = text.replace(/\s+/g, ' ');
    if (!groups.has(key)) { groups.set(key, { text, packages: [] }); }
    groups.get(key)!.packages.push(`${name} ${version} (${license})`);
  }
  const parts = [...groups.values()].map(({ text, packages }) => `${[...new Set(packages)].join('\n')}\n\n${text}\n`);
  return `The files in this folder contain code of these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function textOf(root: string, folder: string, licence: string): string | undefined {
  const found = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice|copyrightnotice)(\.|-|$)/i.test(file)).sort();
  if (found.some((file) => /^licen[cs]e/i.test(file))) { return found.map((file) => read(root, folder, file)).join('\n\n'); }
  if (licence === 'Apache-2.0') { return read(root, 'LICENSE'); }
  // Its one condition is that there is none: https://spdx.org/licenses/MIT-0.html
  return licence === 'MIT-0' ? 'MIT No Attribution' : undefined;
}

const read = (...path: string[]) => readFileSync(join(...path), 'utf8').replace(/\r\n/g, '\n').trim();

function fail(message: string): never {
  throw new Error(message);
}
