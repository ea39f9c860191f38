import { createColors } from 'picocolors';
import { formatGithub } from './lint-github';
import { isUnread, unreadText, type LintReport } from './lint-report';
import { formatSarif } from './lint-sarif';
import type { LintFinding } from '../src/lint/lint';
import type { Rule, Severity } from '../src/lint/rule';

export type LintFormat = 'human' | 'json' | 'sarif' | 'github';

/** Notes alone do not fail a pipeline. */
const EXIT_CODES: Readonly<Record<Severity, number>> = { note: 0, info: 0, warning: 1, error: 2 };

export function exitCodeOf(findings: readonly LintFinding[]): number {
  return Math.max(0, ...findings.map(({ severity }) => EXIT_CODES[severity]));
}

export function formatFindings(format: LintFormat, report: LintReport, color: boolean): string {
  switch (format) {
    case 'json': return formatJson(report);
    case 'sarif': return JSON.stringify(formatSarif(report), undefined, 2);
    case 'github': return formatGithub(report);
    default: return formatHuman(report, color);
  }
}

function formatJson({ findings, fixed }: LintReport): string {
  return JSON.stringify({ findings, notRead: findings.filter(isUnread).length, ...fixed && { fixed } }, undefined, 2);
}

/** The description of a rule for a person. */
export function explainRule({ name, severity, what, why, source, furtherSources = [], unproven, exception }: Rule, color: boolean): string {
  const colors = createColors(color);
  return [
    `${paint(severity, color)} ${colors.bold(name)}`,
    `  what    ${what}`,
    `  why     ${why}`,
    ...exception === undefined ? [] : [`  unless  ${exception}`],
    ...[source, ...furtherSources].map((url) => `  source  ${url}`),
    ...unproven === undefined ? [] : [`  open    ${unproven}`],
  ].join('\n');
}

function formatHuman({ findings, templates, fixed }: LintReport, color: boolean): string {
  const colors = createColors(color);
  const fixes = (fixed ?? []).map(({ rule, template, logicalId, message, fix }) => [
    `${colors.green('fixed  ')} ${colors.bold(rule)}  ${message}`,
    `  where   ${logicalId} in ${template}`,
    `  done    ${fix}`,
  ].join('\n'));
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
  const templateCount = `${templates.length} template${templates.length === 1 ? '' : 's'}`;
  const unread = unreadText({ findings, templates });
  const summary = `${templateCount}: ${count('error', 'error')}, ${count('warning', 'warning')}, ${count('info', 'note')}`
    + `${fixed ? `; ${fixed.length} fixed` : ''}`;
  return [...fixes, ...blocks, unread === undefined ? summary : `${summary}\n${unread}`].join('\n\n');
}

function paint(severity: Severity, color: boolean): string {
  const colors = createColors(color);
  return { error: colors.red, warning: colors.yellow, info: colors.cyan, note: colors.dim }[severity](severity.padEnd(7));
}
