import { Command, InvalidArgumentError, Option } from 'commander';
import { parseBody, parseHeader, parseValue } from './assertion-argument';
import { exitCodeFor, formatJson, formatText, type ProbedTarget } from './probe-output';
import { isHttpTarget, parseTarget } from './probe-target-argument';
import { readTargets } from './read-targets';
import { wantsColor, withProgress } from './terminal';
import { UsageError } from './usage-error';
import { diagnoseTarget } from '../lambda/diagnosis/diagnose-target';
import { probe } from '../lambda/engine/probe';
import type { AssertionPlan, FormatName, RedirectPolicy } from '../src/verification/plan';

const FORMATS: readonly FormatName[] = ['auto', 'actuator', 'terminus', 'health-json', 'status-only'];
const REDIRECTS: readonly RedirectPolicy[] = ['none', 'same-host', 'follow'];
const MAX_TIMEOUT_SECONDS = 60;
const MAX_CONCURRENCY = 1000;
/** Connect, TLS and L7 come after one another, each with the timeout for itself. */
const STAGES = 3;

const HELP = `
TARGET:
  http://host:port/readiness-path   https://host:port/readiness-path
  grpc://host:port/service          grpcs://host:port/service
  ws://host:port/path               wss://host:port/path
  tcp://host:port                   tls://host:port
  udp://host:port                   udp://host:port?payload=dns|ntp|stun
  -                                 targets from the standard input, one a line; empty lines and lines that start with # are ignored

Examples:
  cdk-ecs-layered-health probe http://10.0.1.7:3000/health/ready --liveness /health/live
  cdk-ecs-layered-health probe grpcs://api.example.com:443/orders.Orders tls://db.example.com:5432 --timeout 2
  cdk-ecs-layered-health probe - --json < targets.txt | jq 'select(.status != "UP")'

Exit code (the highest wins):
  0 all UP   1 some DEGRADED or OUT_OF_SERVICE   2 some DOWN   3 some UNKNOWN   64 wrong arguments`;

interface ProbeOptions {
  readonly liveness?: string;
  readonly format: FormatName;
  readonly redirects: RedirectPolicy;
  readonly body?: AssertionPlan[];
  readonly header?: AssertionPlan[];
  readonly value?: AssertionPlan[];
  readonly timeout: number;
  readonly concurrency: number;
  readonly json?: true;
}

/** `probe`: checks targets layer by layer and says which layer is at fault and whether a restart would help. */
export function probeCommand(): Command {
  return new Command('probe')
    .summary('probe targets layer by layer')
    .description('Probes targets layer by layer and says which layer is at fault and whether a restart would help.')
    .argument('<TARGET...>', 'what to probe, or - for the standard input')
    .option('--liveness <PATH>', 'path of the liveness endpoint of the HTTP(S) targets', parsePath)
    .addOption(new Option('--format <FORMAT>', 'how the body of an HTTP(S) answer is read').choices(FORMATS).default('auto'))
    .addOption(new Option('--redirects <POLICY>', 'which redirects of HTTP(S) answers are followed').choices(REDIRECTS).default('none'))
    .option('--body <REGEX>', 'what the body of an HTTP(S) answer must match; may be repeated', parseBody)
    .option('--header <NAME=REGEX>', 'what a header of an HTTP(S) answer must match; may be repeated', parseHeader)
    .option('--value <PATH=TEXT>', 'the value expected at a path of a JSON body; may be repeated', parseValue)
    .option('--timeout <SECONDS>', 'deadline of one check', parseTimeout, 5)
    .option('--concurrency <N>', 'targets probed at the same time', parseConcurrency, 100)
    .option('--json', 'one line of JSON for each target')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(given: readonly string[], options: ProbeOptions): Promise<void> {
  const targets = readTargets(given);
  if (options.liveness !== undefined && !targets.some(isHttpTarget)) {
    throw new UsageError('--liveness has no target that it could apply to', options.liveness, 'http:// and https:// targets', 'leave it out, or add such a target');
  }
  const timeoutMs = options.timeout * 1000;
  const { liveness, format, redirects, body = [], header = [], value = [] } = options;
  const assertions = [...body, ...header, ...value];
  const request = {
    targets: targets.map((target) => parseTarget(target, { liveness, format, redirects, assertions, timeoutMs })),
    dependencies: [],
    deadlineMs: (Math.ceil(targets.length / options.concurrency) + 1) * STAGES * timeoutMs,
  };
  const response = await withProgress(`Probing ${targets.length} target${targets.length === 1 ? '' : 's'}`,
    async () => probe(request, { concurrency: options.concurrency, allowLocal: true }));
  const probed = response.targets.map((result): ProbedTarget => ({ target: result.id, checks: result.checks, diagnosis: diagnoseTarget(result) }));

  const color = wantsColor(process.stdout);
  const output = options.json ? probed.map(formatJson).join('\n') : probed.map((target) => formatText(target, color)).join('\n\n');
  process.stdout.write(`${output}\n`);
  process.exitCode = exitCodeFor(probed);
}

function parsePath(path: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('#')) {
    throw new InvalidArgumentError("Allowed: a path that starts with a slash, in printable ASCII without spaces and #, such as '/health/live'.");
  }
  return path;
}

function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS)) {
    throw new InvalidArgumentError(`Allowed: more than 0 and at most ${MAX_TIMEOUT_SECONDS} seconds, such as 5 or 0.5.`);
  }
  return seconds;
}

function parseConcurrency(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MAX_CONCURRENCY) {
    throw new InvalidArgumentError(`Allowed: a whole number from 1 to ${MAX_CONCURRENCY}.`);
  }
  return count;
}
