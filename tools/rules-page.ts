/**
 * RULES.md, written from the rules. `tsx tools/rules-page.ts` writes it; a test holds it against the rules.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_FAMILIES } from '../src/lint/rules';

export function rulesPage(): string {
  const count = Object.values(RULE_FAMILIES).flat().length;
  const families = Object.entries(RULE_FAMILIES).map(([family, rules]) =>
    [
      `## ${family.charAt(0).toUpperCase()}${family.slice(1)}`,
      '',
      '| Rule | | What | Why |',
      '| --- | --- | --- | --- |',
      ...rules.map(
        ({ name, severity, what, why, source, unproven, exception }) => {
          const more = [
            ...unproven === undefined ? [] : [`**Unproven**: ${cell(unproven)}`],
            ...exception === undefined ? [] : [`**Unless**: ${cell(exception)}`],
          ].join(' ');
          return `| \`${name}\` | ${severity} | ${cell(what)} | ${cell(why)} [${publisher(source)}](${source}) ${more}`.trimEnd() + ' |';
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
      + 'the page does not state of the rest: it is concluded, or known from reports alone.',
    'This page is written by `npx tsx tools/rules-page.ts` from the rules themselves.',
    ...families,
  ].join('\n\n')}\n`;
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
