import { canApply, type Path } from './edit';
import { LintModel } from './model/lint-model';
import type { Problem, Severity } from './rule';
import { RULES } from './rules';
import type { TemplateFile } from './template';

/** A change of one property of a template. */
export interface FindingEdit {
  /** Name of the template. */
  readonly template: string;
  readonly logicalId: string;
  /** Below the resource's `Properties`. */
  readonly path: Path;
  /** Undefined: the property is removed. */
  readonly value?: unknown;
}

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
  /** The fix as changes of the template; absent where the author has to decide. */
  readonly edits?: readonly FindingEdit[];
  readonly source: string;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info', 'note'];

/** Checks templates that belong together (an app, or one template) against every rule; the worst findings first. */
export function lint(templates: readonly TemplateFile[]): LintFinding[] {
  const model = new LintModel(templates);
  const findings = RULES.flatMap(({ name, severity, source, check }) => check(model).map((problem): LintFinding => ({
    rule: name,
    severity: problem.severity ?? severity,
    template: problem.resource.template.name,
    logicalId: problem.resource.logicalId,
    constructPath: problem.resource.constructPath,
    message: problem.message,
    fix: problem.fix,
    ...editsOf(problem),
    source,
  })));
  // A task set, or the second target group of a service, may lead to the same finding twice.
  const unique = new Map(findings.map((finding) => [JSON.stringify([finding.rule, finding.template, finding.logicalId, finding.message]),
    finding]));
  return [...unique.values()].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

function editsOf({ edits = [] }: Problem): Pick<LintFinding, 'edits'> {
  return edits.length === 0 || !edits.every(canApply) ? {} : {
    edits: edits.map(({ resource: { template, logicalId }, path, value }) => ({
      template: template.name, logicalId, path, ...value === undefined ? {} : { value },
    })),
  };
}
