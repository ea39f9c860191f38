import { Command, Option } from 'commander';
import { initCode } from './init/code';
import { draftOf, initJson } from './init/draft';
import { parseSeconds } from './seconds-argument';
import { readTemplateServices } from './template-services';

const HELP = `
It is a draft: comments state where each number comes from, and GUESS marks what a template does not state. Services that already have a
verifier are listed and left out.

Examples:
  cdk-ecs-layered-health init cdk.out > health.ts                          a function for each service of a CDK app
  cdk-ecs-layered-health init template.yaml --startup 90 > health.ts       with a start of 90 seconds
  aws cloudformation get-template --stack-name web --query TemplateBody | cdk-ecs-layered-health init - --format json

Exit code:
  0 printed   64 wrong arguments, or no template with an ECS service`;

interface InitOptions {
  readonly format: 'ts' | 'json';
  readonly startup?: number;
  readonly longestRequest?: number;
}

/** `init`: proposes a contract for each service of a template, as code to start from. */
export function initCommand(): Command {
  return new Command('init')
    .summary('propose a contract for the services of a template')
    .description('Reads the health checks that a template has and prints a matching contract for each ECS service.')
    .argument('<PATH...>', 'cdk.out, templates in JSON or YAML, or - for the standard input')
    .addOption(new Option('--format <FORMAT>', 'TypeScript with LayeredHealth, or JSON for programs').choices(['ts', 'json']).default('ts'))
    .option('--startup <SECONDS>', 'the slowest normal start, which a template does not state for certain', parseSeconds)
    .option('--longest-request <SECONDS>', 'the longest request worth finishing', parseSeconds)
    .addHelpText('after', HELP)
    .action(run);
}

async function run(paths: readonly string[], { format, ...stated }: InitOptions): Promise<void> {
  const { services, usual } = await readTemplateServices(paths);
  const drafts = services.map((service) => draftOf(service, stated, usual(service)));
  process.stdout.write(format === 'json' ? `${initJson(drafts)}\n` : initCode(drafts));
}
