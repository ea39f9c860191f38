import { STDIN, type TemplateInput } from './read-templates';
import type { LintFinding } from '../src/lint/lint';

/** What was found, and in what. */
export interface LintReport {
  readonly findings: readonly LintFinding[];
  readonly templates: readonly TemplateInput[];
}

/** Where a finding's resource stands in its file: the file, and the line that names it where there is one. */
export interface Location {
  readonly file: string;
  readonly line?: number;
}

export function locationOf({ template, logicalId }: LintFinding, templates: readonly TemplateInput[]): Location {
  const text = templates.find(({ name }) => name === template)?.text ?? '';
  const file = template === STDIN ? 'stdin' : template;
  const key = new RegExp(`^\\s*(["']?)${logicalId.replace(/[^A-Za-z0-9]/g, '\\$&')}\\1\\s*:`);
  const index = text.split('\n').findIndex((line) => key.test(line));
  return index < 0 ? { file } : { file, line: index + 1 };
}
