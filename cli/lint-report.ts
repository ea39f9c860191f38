import { STDIN, type TemplateInput } from './read-templates';
import { member } from '../src/lint/fields';
import type { LintFinding } from '../src/lint/lint';

/** Findings, and the templates that were checked. */
export interface LintReport {
  readonly findings: readonly LintFinding[];
  readonly templates: readonly TemplateInput[];
  /** What was found before and is fixed; absent where nothing was to be fixed. */
  readonly fixed?: readonly LintFinding[];
}

/** The file of a finding's resource, and the line with its logical id where there is one. */
export interface Location {
  readonly file: string;
  readonly line?: number;
}

export function locationOf({ template, logicalId }: LintFinding, templates: readonly TemplateInput[]): Location {
  const { text = '', file: path = template } = templates.find(({ name }) => name === template) ?? {};
  const file = path === STDIN ? 'stdin' : path;
  const key = new RegExp(`^\\s*(["']?)${logicalId.replace(/[^A-Za-z0-9]/g, '\\$&')}\\1\\s*:`);
  const index = text.split('\n').findIndex((line) => key.test(line));
  return index < 0 ? { file } : { file, line: index + 1 };
}

export function isUnread({ severity }: LintFinding): boolean {
  return severity === 'note';
}

const SERVICES = ['AWS::ECS::Service', 'AWS::ECS::ExpressGatewayService'];

/** What was not read, in a sentence or two: `2 services were not read as a whole: A, B.` Undefined where everything was. */
export function unreadText({ findings, templates }: LintReport): string | undefined {
  const unread = [...new Map(findings.filter(isUnread).map((finding) => [`${finding.template} ${finding.logicalId}`, finding])).values()];
  const isService = ({ template, logicalId }: LintFinding) => {
    const resources = member(templates.find(({ name }) => name === template)?.body, 'Resources');
    return SERVICES.includes(String(member(member(resources, logicalId), 'Type')));
  };
  const parts = [
    sentence(unread.filter(isService), 'service was', 'services were'),
    sentence(unread.filter((finding) => !isService(finding)), 'other part was', 'other parts were'),
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : undefined;
}

function sentence(unread: readonly LintFinding[], one: string, several: string): string | undefined {
  return unread.length === 0 ? undefined
    : `${unread.length} ${unread.length === 1 ? one : several} not read as a whole: ${listed(unread.map(({ logicalId }) => logicalId))}.`;
}

function listed(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
}
