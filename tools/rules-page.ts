/**
 * RULES.md, written from the rules. `tsx tools/rules-page.ts` writes it; a test holds it against the rules.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_FAMILIES } from '../src/lint/rules';

/** How the text of a source was read, when it was opened. */
export const WAYS_TO_OPEN = [
  /** A stored copy of the page. */
  'page',
  /** AWS's model of the API, of which the page is made. */
  'api model',
  /** The thread, with its comments. */
  'issue',
  /** The file of a repository, or of a system, of which the page is made. */
  'repository',
  /** Only its beginning, an excerpt, or an older edition was at hand. */
  'part',
] as const;

/** A page that was opened to see whether it states what the rules that cite it claim. */
export interface OpenedSource {
  /** Without a fragment. */
  readonly url: string;
  /** `YYYY-MM-DD` */
  readonly opened: string;
  readonly how: typeof WAYS_TO_OPEN[number];
  /** In own words. */
  readonly states: string;
}

export function openedSources(): OpenedSource[] {
  return JSON.parse(readFileSync(join(__dirname, '..', 'test', 'lint', 'sources.json'), 'utf8')) as OpenedSource[];
}

export function rulesPage(): string {
  const opened = openedSources();
  const read = new Set(opened.filter(({ how }) => how !== 'part').map(({ url }) => url));
  const link = (source: string) => `[${publisher(source)}](${source})${read.has(pageOf(source)) ? '' : '°'}`;
  const count = Object.values(RULE_FAMILIES).flat().length;
  const families = Object.entries(RULE_FAMILIES).map(([family, rules]) =>
    [
      `## ${family.charAt(0).toUpperCase()}${family.slice(1)}`,
      '',
      '| Rule | | What | Why |',
      '| --- | --- | --- | --- |',
      ...rules.map(
        ({ name, severity, what, why, source, furtherSources = [], unproven, exception }) => {
          const more = [
            ...unproven === undefined ? [] : [`**Unproven**: ${cell(unproven)}`],
            ...exception === undefined ? [] : [`**Unless**: ${cell(exception)}`],
          ].join(' ');
          const links = [source, ...furtherSources].map(link).join(', ');
          return `| \`${name}\` | ${severity} | ${cell(what)} | ${cell(why)} ${links} ${more}`.trimEnd() + ' |';
        },
      ),
    ].join('\n'),
  );
  return `${[
    '# Rules of `HealthLint`',
    `${count} rules over any CloudFormation template, by the CDK or not; how to run them is in [docs/lint.md](docs/lint.md). `
      + '`error`: AWS refuses it, or it can never work. `warning`: it works against the service\'s health. `info`: worth a second look. '
      + '`note`: something was not read.',
    '**Unless** says when a finding is no fault, and may be acknowledged: a judgement, which no page states. **Unproven** marks what '
      + 'the pages do not state of the rest: it is concluded, or known from reports alone.',
    `Each of the ${opened.length} sources was opened and held against the rules that cite it, the last on ${lastOpened(opened)}; of those `
      + 'with the mark ° only a part, or an older edition, could be read.',
    'This page is written by `npx tsx tools/rules-page.ts` from the rules themselves.',
    ...families,
  ].join('\n\n')}\n`;
}

/** The page of a source, without the place on it. */
export function pageOf(source: string): string {
  return source.replace(/#.*$/, '');
}

function lastOpened(sources: OpenedSource[]): string {
  return sources.map(({ opened }) => opened).sort().at(-1)!;
}

function publisher(source: string): string {
  const { hostname } = new URL(source);
  return hostname.endsWith('aws.amazon.com') ? 'AWS' : hostname;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

if (require.main === module) {
  writeFileSync(join(__dirname, '..', 'RULES.md'), rulesPage());
}
