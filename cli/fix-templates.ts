import { applyEdits } from './apply-edits';
import { withText, type TemplateInput } from './read-templates';
import { lint, type LintFinding } from '../src/lint/lint';

/** Templates with what could be fixed in them. */
export interface FixedTemplates {
  /** As they are now; the text of a file is the same in all of its documents. */
  readonly templates: readonly TemplateInput[];
  /** What is gone. */
  readonly fixed: readonly LintFinding[];
  /** What is still found. */
  readonly findings: readonly LintFinding[];
}

/** A fix may bring up what could not be seen before; more rounds than that no template needs. */
const MOST_ROUNDS = 10;

/**
 * Applies the fixes of errors and warnings that are data. Each round is linted again: a fix that leaves its finding, or brings another
 * error or warning, is taken back. Notes are worth a review, which is a person's.
 * @param isWritable whether a template may be changed at all
 */
export function fixTemplates(templates: readonly TemplateInput[], isWritable: (template: TemplateInput) => boolean): FixedTemplates {
  let now: FixedTemplates = { templates, fixed: [], findings: lint(templates) };
  const tried = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = fixable(now, isWritable).filter((finding) => !tried.has(exactly(finding)));
    if (next.length === 0) { break; }
    now = fixAll(now, next) ?? next.reduce((before, finding) => {
      tried.add(exactly(finding));
      return fixAll(before, [finding]) ?? before;
    }, now);
  }
  return now;
}

function fixable({ templates, findings }: FixedTemplates, isWritable: (template: TemplateInput) => boolean): LintFinding[] {
  const closed = new Set(templates.filter((template) => !isWritable(template)).map(({ name }) => name));
  return findings.filter(({ severity, edits = [] }) => (severity === 'error' || severity === 'warning')
    && edits.length > 0 && !edits.some(({ template }) => closed.has(template)));
}

/** Undefined where one of them cannot be applied, stays, or brings something else. */
function fixAll(before: FixedTemplates, fixes: readonly LintFinding[]): FixedTemplates | undefined {
  const wanted = fixes.filter((fix, index) => !fixes.slice(0, index).some((earlier) => overlap(earlier, fix)));
  const texts = new Map(before.templates.map(({ file, text }) => [file, text]));
  for (const { edits = [] } of wanted) {
    for (const edit of edits) {
      const { file, document } = before.templates.find(({ name }) => name === edit.template)!;
      const { text, left } = applyEdits(texts.get(file)!, document, [edit]);
      if (left.length > 0) { return undefined; }
      texts.set(file, text);
    }
  }
  const templates = before.templates.map((template) => withText(template, texts.get(template.file)!));
  const findings = lint(templates);
  const known = new Set(before.findings.map(kindOf));
  const stays = new Set(findings.map(exactly));
  const wrong = wanted.some((finding) => stays.has(exactly(finding)))
    || findings.some((finding) => (finding.severity === 'error' || finding.severity === 'warning') && !known.has(kindOf(finding)));
  return wrong ? undefined : { templates, findings, fixed: [...before.fixed, ...wanted] };
}

/** Whether both change the same, or one changes what is inside of the other's. */
function overlap({ edits: some = [] }: LintFinding, { edits: others = [] }: LintFinding): boolean {
  return some.some((one) => others.some((other) => one.template === other.template && one.logicalId === other.logicalId
    && one.path.slice(0, other.path.length).every((step, index) => step === other.path[index])));
}

/** A finding without its numbers, which the fix of another one may change. */
function kindOf({ rule, template, logicalId, severity }: LintFinding): string {
  return JSON.stringify([rule, template, logicalId, severity]);
}

function exactly(finding: LintFinding): string {
  return JSON.stringify([kindOf(finding), finding.message]);
}
