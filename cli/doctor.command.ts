import { Command, InvalidArgumentError } from 'commander';
import { policyDocument } from './doctor/operations';
import { readTemplates } from './read-templates';
import { wantsColor, withProgress, writeLine } from './terminal';
import { UsageError } from './usage-error';
import { writePage } from './write-page';

const HELP = `
It only reads, with the SDK's own credentials: environment, profile, single sign-on, or the role of where it runs. What it may not read
narrows the answer and is said. At most a tenth of what AWS allows the account is called, for at most 45 seconds.

Examples:
  cdk-ecs-layered-health doctor                                       every service of the region
  cdk-ecs-layered-health doctor --cluster prod --service web          one service, with its timeline and a contract
  cdk-ecs-layered-health doctor --probe                               asks the tasks as well, from CloudShell in the VPC or a bastion
  cdk-ecs-layered-health doctor --template cdk.out                    what runs otherwise than the app says
  cdk-ecs-layered-health doctor --html doctor.html                    the same as a page, to print or to pass on
  cdk-ecs-layered-health doctor --json | jq '.services[] | select(.status != "UP")'
  cdk-ecs-layered-health doctor --policy                              the IAM policy of what it reads

Exit code (the highest wins):
  0 all UP   1 some DEGRADED, warnings, or drift   2 some DOWN, or errors   3 some UNKNOWN, or nothing read   64 wrong arguments`;

interface DoctorOptions {
  readonly cluster?: readonly string[];
  readonly service?: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly since: string;
  readonly probe?: true;
  readonly json?: true;
  readonly html?: string;
  readonly template?: readonly string[];
  readonly policy?: true;
}

/** `doctor`: explains the ECS services that run in an account, whatever made them. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('explain the ECS services that run in an AWS account')
    .description('Reads the ECS services of an AWS account and says what is wrong on which layer, whether a restart would help, what will '
      + 'go wrong, when each layer acts, and which contract fits. It needs nothing deployed, and changes nothing.')
    .option('--cluster <NAME>', 'name or ARN of a cluster; may be repeated', collect)
    .option('--service <NAME>', 'name or ARN of a service; may be repeated', collect)
    .option('--region <REGION>', 'the region, in place of that of the environment')
    .option('--profile <PROFILE>', 'the profile of the AWS configuration')
    .option('--since <DURATION>', 'how far back stopped tasks are told, such as 30m or 1h', checkDuration, '1h')
    .option('--probe', 'also ask the tasks, from where it runs, what their load balancers and container checks ask')
    .option('--template <PATH>', 'cdk.out or a template: says which health settings of what runs differ; may be repeated', collect)
    .option('--json', 'one JSON object')
    .option('--html <FILE>', 'write the answer as a self-contained page as well')
    .option('--policy', 'print the IAM policy of what it reads, and do nothing else')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(
  { cluster = [], service = [], region, profile, since, probe, json, html, template, policy }: DoctorOptions,
): Promise<void> {
  if (policy) {
    writeLine(JSON.stringify(policyDocument(), undefined, 2));
    return;
  }
  const templates = template && readTemplates(template);
  const { text, page, exitCode } = await withProgress('Reading the account', async (tell) => {
    const { runDoctor } = load();
    try {
      return await runDoctor({
        clusters: cluster,
        services: service,
        ...region === undefined ? {} : { region },
        ...profile === undefined ? {} : { profile },
        probe: probe ?? false,
        json: json ?? false,
        html: html !== undefined,
        ...templates ? { templates } : {},
        color: wantsColor(process.stdout),
        sinceMs: millisecondsOf(since),
      }, tell);
    } catch (error) {
      throw asUsageError(error);
    }
  });
  if (html !== undefined && page !== undefined) { writePage(html, page); }
  writeLine(text);
  process.exitCode = exitCode;
}

/** The SDK's clients are most of the command line, and only this command needs them: they are loaded when it does. */
function load(): typeof import('./doctor/run') {
  // Which Node the next release of a bundled package needs is no matter of who runs this one.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./doctor/run') as typeof import('./doctor/run');
}

/** Nobody said where or as whom: a mistake in how it was called. */
function asUsageError(error: unknown): unknown {
  const { name = '', message = '' } = error as Partial<Error>;
  if (!/region|credential|profile/i.test(`${name} ${message}`)) { return error; }
  return new UsageError({
    what: 'AWS cannot be asked',
    got: message,
    allowed: 'a region and credentials from the environment, the AWS configuration, or --region and --profile',
    fix: 'aws sts get-caller-identity shows whether there are any',
  });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^([1-9]\d{0,3})([smh])$/;

function checkDuration(text: string): string {
  if (!DURATION.test(text)) { throw new InvalidArgumentError('Allowed: a number with s, m or h, such as 30m or 1h.'); }
  return text;
}

function millisecondsOf(text: string): number {
  const [, number, unit] = DURATION.exec(text)!;
  return Number(number) * UNITS[unit];
}
