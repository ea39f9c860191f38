import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A page in Markdown, by its path within the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

/** A link of a page to another file, or to a heading. */
export interface Link {
  readonly page: string;
  /** Path of the file within the repository. */
  readonly file: string;
  readonly anchor?: string;
}

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
export const exists = (path: string): boolean => existsSync(join(ROOT, path));

/** The pages that people read: those at the root, and all below docs/. */
export function pages(): Page[] {
  const below = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).sort();
  const atRoot = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CHANGELOG.md'].filter(exists);
  return [...atRoot, ...below.map((name) => join('docs', name)), 'examples/nestjs-service/README.md'].map((path) => ({
    path,
    text: read(path),
  }));
}

/** The texts of the TypeScript files below a folder. */
export function sources(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => read(join(folder, name)));
}

export function blocks({ path, text }: Page): Block[] {
  return [...text.matchAll(/^```(\w*)[^\n]*\n([^]*?)^```$/gm)].map((match) => ({
    page: path, line: text.slice(0, match.index).split('\n').length, language: match[1], code: match[2],
  }));
}

/** Links that stay within the repository; code is not searched. */
export function links({ path, text }: Page): Link[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target)).map((target) => {
    const [file, anchor] = target.split('#');
    return { page: path, file: file === '' ? path : normalize(join(dirname(path), file)), anchor };
  });
}

/** What the headings of a page are linked by, as GitHub makes it of their text. */
export function anchors(text: string): string[] {
  const headings = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replace(/ /g, '-'),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}
