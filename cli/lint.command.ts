import { Command, Option } from 'commander';
import { exitCodeOf, explainRule, formatFindings, type LintFormat } from './lint-output';
import { readTemplates } from './read-templates';
import { wantsColor, withProgress } from './terminal';
import { UsageError } from './usage-error';
import { lint } from '../src/lint/lint';
import { RULES } from '../src/lint/rules';

const FORMATS: readonly LintFormat[] = ['human', 'json', 'sarif', 'github'];

const HELP = `
PATH:
  cdk.out             what \`cdk synth\` has written: every stack, with nested stacks and those of stages
  template.json       a CloudFormation template in JSON or YAML, from the CDK or not
  -                   a template on the standard input
Several are read as one app, so that one may import what another exports.

Examples:
  cdk-ecs-layered-health lint cdk.out
  cdk-ecs-layered-health lint cdk.out --format sarif > lint.sarif
  aws cloudformation get-template --stack-name web --query TemplateBody | cdk-ecs-layered-health lint -
  cdk-ecs-layered-health lint --explain NoGracePeriod

Exit code (the highest wins):
  0 nothing but notes   1 some warnings   2 some errors   64 wrong arguments, or a template that cannot be read`;

interface LintOptions {
  readonly format: LintFormat;
  readonly explain?: string;
}

/** `lint`: checks templates against the rules, and says what is wrong, where, and what to change. */
export function lintCommand(): Command {
  return new Command('lint')
    .summary('find wrong or contradicting health checks in any template')
    .description('Finds wrong or contradicting health-check settings in CloudFormation templates, from the CDK or not.')
    .argument('[PATH...]', 'cdk.out, templates in JSON or YAML, or - for the standard input')
    .addOption(new Option('--format <FORMAT>', 'how findings are printed').choices(FORMATS).default('human'))
    .option('--explain <RULE>', 'print what a rule finds, why it matters, and the page that says so')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(paths: readonly string[], { format, explain }: LintOptions): Promise<void> {
  if (explain !== undefined) {
    process.stdout.write(`${explainRule(ruleOf(explain), wantsColor(process.stdout))}\n`);
    return;
  }
  if (paths.length === 0) {
    throw new UsageError('Nothing to check', 'no PATH', 'cdk.out, templates in JSON or YAML, or - for the standard input', 'name one: lint cdk.out');
  }
  const report = await withProgress(`Reading ${paths.join(', ')}`, () => {
    const templates = readTemplates(paths);
    return { templates, findings: lint(templates) };
  });
  process.stdout.write(`${formatFindings(format, report, wantsColor(process.stdout))}\n`);
  process.exitCode = exitCodeOf(report.findings);
}

function ruleOf(name: string) {
  const rule = RULES.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (rule) { return rule; }
  throw new UsageError('There is no such rule', name, RULES.map((known) => known.name).join(', '), 'take a name from a finding, or from RULES.md');
}
