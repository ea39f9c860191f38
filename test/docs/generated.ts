import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read } from './pages';

const ROOT = join(__dirname, '..', '..');

/**
 * Holds the part of a page between `<!-- name -->` and `<!-- /name -->` to what the code gives. UPDATE_DOCS=1 writes it anew, for
 * a change that is meant.
 */
export function expectGenerated(path: string, name: string, text: string): void {
  const page = read(path);
  const found = new RegExp(`(?<=<!-- ${name} -->\n)[^]*(?=<!-- /${name} -->)`).exec(page);
  expect({ path, name, marked: found !== null }).toEqual({ path, name, marked: true });
  if (process.env.UPDATE_DOCS) {
    writeFileSync(join(ROOT, path), `${page.slice(0, found!.index)}${text}\n${page.slice(found!.index + found![0].length)}`);
  } else {
    expect(found![0]).toBe(`${text}\n`);
  }
}

/** A table of Markdown. */
export function tableOf(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}
