import { LintModel } from './model/lint-model';
import type { Severity } from './rule';
import { RULES } from './rules';
import type { TemplateFile } from './template';

/** What is wrong, where, and what to do about it. */
export interface LintFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** Name of the template. */
  readonly template: string;
  readonly logicalId: string;
  readonly constructPath?: string;
  readonly message: string;
  readonly fix: string;
  readonly source: string;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** Holds templates that belong together (an app, or one template) against every rule; the worst first. */
export function lint(templates: readonly TemplateFile[]): LintFinding[] {
  const model = new LintModel(templates);
  const findings = RULES.flatMap(({ name, severity, source, check }) => check(model).map(({ resource, message, fix }) => ({
    rule: name,
    severity,
    template: resource.template.name,
    logicalId: resource.logicalId,
    constructPath: resource.constructPath,
    message,
    fix,
    source,
  })));
  return findings.sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}
