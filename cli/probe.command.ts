import { Command, InvalidArgumentError, Option } from 'commander';
import { parseBody, parseHeader, parseValue } from './assertion-argument';
import { readFormatFile } from './format-file';
import { keepAliveOf, type KeepAliveReport } from './keep-alive';
import { exitCodeFor, formatJson, formatText, type ProbedTarget } from './probe-output';
import { isHttpTarget, parseTarget } from './probe-target-argument';
import { readTargets } from './read-targets';
import { wantsColor, withProgress, writeLine } from './terminal';
import { UsageError } from './usage-error';
import { diagnoseTarget } from '../lambda/diagnosis/diagnose-target';
import { probe } from '../lambda/engine/probe';
import type { ProbeTarget } from '../lambda/shared/probe-request';
import type { AssertionPlan, FormatName, RedirectPolicy } from '../src/shared/plan';
import { parseStatusCodes, STATUS_CODES } from '../src/shared/status-codes';

const FORMATS: readonly FormatName[] = [
  'auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard', 'status-only',
];
const REDIRECTS: readonly RedirectPolicy[] = ['none', 'same-host', 'follow'];
const MAX_TIMEOUT_SECONDS = 60;
const MAX_CONCURRENCY = 1000;
/** What an ALB allows. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html */
const MAX_IDLE_SECONDS = 4000;
/** Connect, TLS and L7 follow one another, each with the whole timeout. */
const STAGES = 3;

const HELP = `
TARGET:
  http://host:port/readiness-path   https://host:port/readiness-path
  grpc://host:port/service          grpcs://host:port/service
  ws://host:port/path               wss://host:port/path
  tcp://host:port                   tls://host:port
  udp://host:port                   udp://host:port?payload=dns|ntp|stun
  -                                 targets from the standard input, one per line; empty lines and lines that start with # are ignored

Examples:
  cdk-ecs-layered-health probe http://10.0.1.7:3000/health/ready --liveness /health/live
  cdk-ecs-layered-health probe grpcs://api.example.com:443/orders.Orders tls://db.example.com:5432 --timeout 2
  cdk-ecs-layered-health probe - --json < targets.txt | jq 'select(.status != "UP")'

Exit code (the highest wins):
  0 all UP   1 some DEGRADED or OUT_OF_SERVICE   2 some DOWN   3 some UNKNOWN   64 wrong arguments`;

interface ProbeOptions {
  readonly liveness?: string;
  readonly format: FormatName;
  readonly formatFile?: string;
  readonly livenessFormat?: FormatName;
  readonly statusCodes?: string;
  readonly keepAlive?: true;
  readonly idleTimeout: number;
  readonly redirects: RedirectPolicy;
  readonly body?: AssertionPlan[];
  readonly header?: AssertionPlan[];
  readonly value?: AssertionPlan[];
  readonly timeout: number;
  readonly concurrency: number;
  readonly json?: true;
}

/** `probe`: probes targets layer by layer and reports which layer is at fault and whether a restart would help. */
export function probeCommand(): Command {
  return new Command('probe')
    .summary('probe targets layer by layer')
    .description('Probes targets layer by layer and reports which layer is at fault and whether a restart would help.')
    .argument('<TARGET...>', 'what to probe, or - for the standard input')
    .option('--liveness <PATH>', 'path of the liveness endpoint of the HTTP(S) targets', parsePath)
    .addOption(new Option('--format <FORMAT>', 'how the body of an HTTP(S) response is read').choices(FORMATS).default('auto'))
    .option('--format-file <FILE>', 'a format of your own, in JSON, in place of --format')
    .addOption(new Option('--liveness-format <FORMAT>', 'how the body of a liveness response is read').choices(FORMATS))
    .option('--status-codes <CODES>', 'status codes of HTTP(S) responses that count as healthy, such as 200,204 or 200-299', parseCodes)
    .option('--keep-alive', 'also hold an idle connection to each HTTP(S) target: does it outlast the idle timeout of the load balancer?')
    .option('--idle-timeout <SECONDS>', 'idle timeout of the load balancer', parseIdleTimeout, 60)
    .addOption(new Option('--redirects <POLICY>', 'which redirects of HTTP(S) responses are followed').choices(REDIRECTS).default('none'))
    .option('--body <REGEX>', 'what the body of an HTTP(S) response must match; may be repeated', parseBody)
    .option('--header <NAME=REGEX>', 'what a header of an HTTP(S) response must match; may be repeated', parseHeader)
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
    throw new UsageError({
      what: '--liveness applies to none of the targets',
      got: options.liveness,
      allowed: 'http:// and https:// targets',
      fix: 'leave it out, or add such a target',
    });
  }
  const timeoutMs = options.timeout * 1000;
  const { liveness, livenessFormat, statusCodes, redirects, formatFile, body = [], header = [], value = [] } = options;
  const format = formatFile === undefined ? options.format : readFormatFile(formatFile);
  const assertions = [...body, ...header, ...value];
  const request = {
    targets: targets.map((target) => parseTarget(target, {
      liveness, format, livenessFormat, statusCodes, redirects, assertions, timeoutMs,
    })),
    dependencies: [],
    deadlineMs: (Math.ceil(targets.length / options.concurrency) + 1) * STAGES * timeoutMs,
  };
  const response = await withProgress(`Probing ${targets.length} target${targets.length === 1 ? '' : 's'}`,
    async () => probe(request, { concurrency: options.concurrency, allowLocal: true }));
  const held = options.keepAlive
    ? await withProgress(`Holding idle connections for ${options.idleTimeout} s`, async () => holdAll(request.targets, options.idleTimeout))
    : new Map<string, KeepAliveReport>();
  const probed = response.targets.map((result): ProbedTarget => {
    const keepAlive = held.get(result.id);
    return { target: result.id, checks: result.checks, diagnosis: diagnoseTarget(result), ...keepAlive ? { keepAlive } : {} };
  });

  const color = wantsColor(process.stdout);
  const output = options.json ? probed.map(formatJson).join('\n') : probed.map((target) => formatText(target, color)).join('\n\n');
  writeLine(output);
  process.exitCode = exitCodeFor(probed);
}

/** Those of the HTTP(S) targets, all at the same time: each takes as long as the load balancer's idle timeout. */
async function holdAll(targets: readonly ProbeTarget[], idleTimeout: number): Promise<Map<string, KeepAliveReport>> {
  const asked = targets.filter(({ id }) => isHttpTarget(id));
  if (asked.length === 0) {
    throw new UsageError({
      what: '--keep-alive applies to none of the targets',
      got: targets.map(({ id }) => id).slice(0, 3).join(', '),
      allowed: 'http:// and https:// targets',
      fix: 'leave it out, or add such a target',
    });
  }
  return new Map(await Promise.all(asked.map(async (target) => [target.id, await keepAliveOf(target, idleTimeout)] as const)));
}

function parseCodes(codes: string): string {
  if (!STATUS_CODES.test(codes) || !parseStatusCodes(codes)) {
    throw new InvalidArgumentError("Allowed: codes and ranges without spaces, such as '200', '200,204' or '200-299'.");
  }
  return codes;
}

function parseIdleTimeout(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= MAX_IDLE_SECONDS)) {
    throw new InvalidArgumentError(`Allowed: 1 to ${MAX_IDLE_SECONDS} seconds, as the load balancer has it.`);
  }
  return seconds;
}

function parsePath(path: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes('#')) {
    throw new InvalidArgumentError(
      "Allowed: a path that starts with a slash, in printable ASCII without spaces and #, such as '/health/live'.",
    );
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
