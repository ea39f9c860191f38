import { Command, Option } from 'commander';
import { parseSeconds } from './seconds-argument';
import { readTemplateServices } from './template-services';
import { wantsColor, writeLine } from './terminal';
import { timelineJson } from './timeline/json';
import { timelinePage } from './timeline/page';
import { printTimeline } from './timeline/print';
import { serviceTimeline } from './timeline/timeline';
import { writePage } from './write-page';

const HELP = `
The best, typical and worst case of each moment are separated by dots. Best: the fault occurs right before a check, and every
check fails at once; worst: right after a successful check, and every check runs into its timeout; typical: halfway.

Examples:
  cdk-ecs-layered-health timeline cdk.out                                    every service of a CDK app
  cdk-ecs-layered-health timeline cdk.out --html timeline.html               the same as a page with pictures
  cdk-ecs-layered-health timeline template.json --startup 90 --format json   with a start of 90 seconds, for programs

Exit code:
  0 printed   64 wrong arguments, or no template with an ECS service`;

interface TimelineCommandOptions {
  readonly html?: string;
  readonly format: 'human' | 'json';
  readonly startup?: number;
  readonly longestRequest?: number;
}

/** `timeline`: when each layer acts on the services of a template, and where layers disagree. */
export function timelineCommand(): Command {
  return new Command('timeline')
    .summary('show when each layer acts on the services of a template')
    .description('Shows when container check, target group, Route 53 and verifier notice a fault in each ECS service of a template, '
      + 'when traffic, drain, stop and replacement follow, where layers disagree, and what a contract would change.')
    .argument('<PATH...>', 'cdk.out, templates in JSON or YAML, or - for the standard input')
    .option('--html <FILE>', 'write a self-contained page with pictures')
    .addOption(new Option('--format <FORMAT>', 'what is printed').choices(['human', 'json']).default('human'))
    .option('--startup <SECONDS>', 'the slowest normal start, which a template does not state for certain', parseSeconds)
    .option('--longest-request <SECONDS>', 'the longest request worth finishing', parseSeconds)
    .addHelpText('after', HELP)
    .action(run);
}

async function run(paths: readonly string[], options: TimelineCommandOptions): Promise<void> {
  const { services } = await readTemplateServices(paths);
  const timelines = services.map((service) => serviceTimeline(service, options));
  if (options.html !== undefined) { writePage(options.html, timelinePage(timelines)); }
  const color = wantsColor(process.stdout);
  writeLine(options.format === 'json'
    ? timelineJson(timelines)
    : timelines.map((timeline) => printTimeline(timeline, color)).join('\n\n\n'));
}
