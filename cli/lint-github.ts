import { locationOf, type LintReport } from './lint-report';
import type { Severity } from '../src/lint/rule';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice', note: 'notice' };

/** Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function formatGithub({ findings, templates }: LintReport): string {
  return findings.map((finding) => {
    const { rule, severity, logicalId, constructPath, message, fix, source } = finding;
    const { file, line } = locationOf(finding, templates);
    const place = [`file=${property(file)}`, ...line ? [`line=${line}`] : [], `title=${property(rule)}`].join(',');
    return `::${COMMANDS[severity]} ${place}::${data(`${constructPath ?? logicalId}: ${message}\n${fix}\n${source}`)}`;
  }).join('\n');
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
