import { createColors } from 'picocolors';
import { formatGithub } from './lint-github';
import type { LintReport } from './lint-report';
import { formatSarif } from './lint-sarif';
import type { LintFinding } from '../src/lint/lint';
import type { Rule, Severity } from '../src/lint/rule';

export type LintFormat = 'human' | 'json' | 'sarif' | 'github';

/** A note alone fails no pipeline. */
const EXIT_CODES: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

export function exitCodeOf(findings: readonly LintFinding[]): number {
  return Math.max(0, ...findings.map(({ severity }) => EXIT_CODES[severity]));
}

export function formatFindings(format: LintFormat, report: LintReport, color: boolean): string {
  switch (format) {
    case 'json': return JSON.stringify({ findings: report.findings }, undefined, 2);
    case 'sarif': return JSON.stringify(formatSarif(report), undefined, 2);
    case 'github': return formatGithub(report);
    default: return formatHuman(report, color);
  }
}

/** What a rule is about, for a person. */
export function explainRule({ name, severity, what, why, source }: Rule, color: boolean): string {
  const colors = createColors(color);
  return [`${paint(severity, color)} ${colors.bold(name)}`, `  what    ${what}`, `  why     ${why}`, `  source  ${source}`].join('\n');
}

function formatHuman({ findings, templates }: LintReport, color: boolean): string {
  const colors = createColors(color);
  const blocks = findings.map(({ rule, severity, template, logicalId, constructPath, message, fix, source }) => [
    `${paint(severity, color)} ${colors.bold(rule)}  ${message}`,
    `  where   ${logicalId} in ${template}${constructPath ? ` (${constructPath})` : ''}`,
    `  fix     ${fix}`,
    `  source  ${colors.dim(source)}`,
  ].join('\n'));
  const count = (severity: Severity, one: string) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${number} ${one}${number === 1 ? '' : 's'}`;
  };
  const looked = `${templates.length} template${templates.length === 1 ? '' : 's'}`;
  return [...blocks, `${looked}: ${count('error', 'error')}, ${count('warning', 'warning')}, ${count('info', 'note')}`].join('\n\n');
}

function paint(severity: Severity, color: boolean): string {
  const colors = createColors(color);
  return { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity](severity.padEnd(7));
}
