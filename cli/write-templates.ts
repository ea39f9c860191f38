import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { lineDiff } from './line-diff';
import { STDIN, type TemplateInput } from './read-templates';
import { UsageError } from './usage-error';

const BYTE_ORDER_MARK = '\uFEFF';

/** Whether `cdk synth` has written the file, and will write it again. */
export function isGenerated({ file }: TemplateInput): boolean {
  return file !== STDIN && existsSync(join(dirname(file), 'manifest.json')) && existsSync(join(dirname(file), 'cdk.out'));
}

/** What has changed, as a diff of all files. */
export function diffOf(before: readonly TemplateInput[], after: readonly TemplateInput[]): string {
  return changedFiles(before, after).map(({ file, text, next }) => lineDiff(nameOf(file), text, next)).join('\n');
}

/** Seen from here, as `git apply` takes it. */
function nameOf(file: string): string {
  if (file === STDIN) { return 'stdin'; }
  const path = relative(process.cwd(), file);
  return (path.startsWith('..') ? file : path).split(sep).join('/').replace(/^\/+/, '');
}

/**
 * Writes the files whose text has changed.
 * @throws UsageError where one cannot be written
 */
export function writeTemplates(before: readonly TemplateInput[], after: readonly TemplateInput[]): void {
  for (const { file, next } of changedFiles(before, after)) {
    try {
      const mark = readFileSync(file, 'utf8').startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
      writeFileSync(file, `${mark}${next}`);
    } catch (error) {
      throw new UsageError({
        what: 'A template cannot be written',
        got: (error as Error).message,
        allowed: 'files that this user may write',
        fix: 'allow it, or print the changes as a diff: --dry-run',
      });
    }
  }
}

/** Each file once, however many documents it has. */
function changedFiles(before: readonly TemplateInput[], after: readonly TemplateInput[]) {
  const next = new Map(after.map(({ file, text }) => [file, text]));
  const files = new Map(before.map(({ file, text }) => [file, { file, text, next: next.get(file)! }]));
  return [...files.values()].filter((one) => one.text !== one.next);
}
