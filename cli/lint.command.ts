import { Command, Option } from 'commander';
import { fixTemplates } from './fix-templates';
import { exitCodeOf, explainRule, formatFindings, type LintFormat } from './lint-output';
import type { LintReport } from './lint-report';
import { readTemplates, STDIN, type TemplateInput } from './read-templates';
import { wantsColor, withProgress, writeLine } from './terminal';
import { UsageError } from './usage-error';
import { diffOf, isGenerated, writeTemplates } from './write-templates';
import { lint } from '../src/lint/lint';
import { RULES } from '../src/lint/rules';

const FORMATS: readonly LintFormat[] = ['human', 'json', 'sarif', 'github'];

const HELP = `
PATH:
  cdk.out             the output of \`cdk synth\`: every stack, nested stacks and those of stages included
  template.json       a CloudFormation template in JSON or YAML, from the CDK or not
  -                   a template on the standard input
Several templates are read as one app, so that one may import what another exports.

Examples:
  cdk-ecs-layered-health lint cdk.out
  cdk-ecs-layered-health lint cdk.out --format sarif > lint.sarif
  cdk-ecs-layered-health lint web.yaml --dry-run                            what --fix would change, as a diff
  cdk-ecs-layered-health lint web.yaml --fix                                change the template
  aws cloudformation get-template --stack-name web --query TemplateBody | cdk-ecs-layered-health lint -
  cdk-ecs-layered-health lint --explain NoGracePeriod

Exit code (the highest wins):
  0 no more than notes   1 some warnings   2 some errors   64 wrong arguments, or a template that cannot be read`;

interface LintOptions {
  readonly format: LintFormat;
  readonly explain?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

/** `lint`: checks templates against the rules and reports what is wrong, where, and what to change. */
export function lintCommand(): Command {
  return new Command('lint')
    .summary('find wrong or contradicting health checks in any template')
    .description('Finds wrong or contradicting health-check settings in CloudFormation templates, from the CDK or not.')
    .argument('[PATH...]', 'cdk.out, templates in JSON or YAML, or - for the standard input')
    .addOption(new Option('--format <FORMAT>', 'how findings are printed').choices(FORMATS).default('human'))
    .option('--fix', 'write into the templates what is sure to be right; comments and order stay')
    .option('--dry-run', 'print what --fix would change, as a diff, and write nothing')
    .option('--explain <RULE>', 'print what a rule finds, why it matters, and its source')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(paths: readonly string[], { format, explain, fix, dryRun }: LintOptions): Promise<void> {
  if (explain !== undefined) {
    writeLine(explainRule(ruleOf(explain), wantsColor(process.stdout)));
    return;
  }
  if (paths.length === 0) {
    throw new UsageError({
      what: 'Nothing to check',
      got: 'no PATH',
      allowed: 'cdk.out, templates in JSON or YAML, or - for the standard input',
      fix: 'name one: lint cdk.out',
    });
  }
  refuseImpossible(paths, { format, fix, dryRun });
  const templates = await withProgress(`Reading ${paths.join(', ')}`, () => readTemplates(paths));
  if (dryRun) {
    showFixes(templates);
    return;
  }
  const report: LintReport = fix ? writeFixes(templates) : { templates, findings: lint(templates) };
  writeLine(formatFindings(format, report, wantsColor(process.stdout)));
  process.exitCode = exitCodeOf(report.findings);
}

function refuseImpossible(paths: readonly string[], { format, fix, dryRun }: LintOptions): void {
  if (fix && !dryRun && paths.includes(STDIN)) {
    throw new UsageError({
      what: 'The standard input cannot be changed',
      got: '--fix with -',
      allowed: '--fix with files',
      fix: 'name the file, or print the changes as a diff: lint - --dry-run',
    });
  }
  if (dryRun && format !== 'human') {
    throw new UsageError({
      what: 'A diff has one format',
      got: `--dry-run with --format ${format}`,
      allowed: '--dry-run alone',
      fix: 'leave --format out; the fixes as data are in --format json, as edits',
    });
  }
}

/** Prints the diff alone, so that `patch` and `git apply` take it. */
function showFixes(templates: readonly TemplateInput[]): void {
  const { templates: after, fixed } = fixTemplates(templates, () => true);
  const diff = diffOf(templates, after);
  if (diff !== '') { writeLine(diff); }
  const findings = lint(templates);
  const all = `${findings.length} finding${findings.length === 1 ? '' : 's'}`;
  process.stderr.write(`${fixed.length} of ${all} can be fixed; nothing was written.\n`);
  process.exitCode = exitCodeOf(findings);
}

function writeFixes(templates: readonly TemplateInput[]): LintReport {
  const report = fixTemplates(templates, (template) => !isGenerated(template));
  writeTemplates(templates, report.templates);
  for (const file of new Set(templates.filter(isGenerated).map((template) => template.file))) {
    process.stderr.write(`${file} is not changed: cdk synth has made it, and would overwrite it. Change the app instead; `
      + '--dry-run shows what.\n');
  }
  return report;
}

function ruleOf(name: string) {
  const rule = RULES.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (rule) { return rule; }
  throw new UsageError({
    what: 'There is no such rule',
    got: name,
    allowed: RULES.map((known) => known.name).join(', '),
    fix: 'copy a name from a finding or from RULES.md',
  });
}
