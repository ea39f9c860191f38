import { relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createColors } from 'picocolors';
import { wantsColor } from './terminal';
import { EXIT_USAGE } from './usage-error';
import type { SandboxEvent } from '../sandbox/events';
import type { Message } from '../sandbox/messages';
import { checkCommands } from '../sandbox/options';
import { Sandbox } from '../sandbox/sandbox';
import type { TemplateModel } from '../sandbox/template/model';
import { loadTemplate, readTemplate } from '../sandbox/template/read-template';

const MAX_TIME_SCALE = 1000;

const pc = createColors(wantsColor(process.stdout));

const HELP = `
Each task gets an address of its own in 127.80.0.0/16. The environment of each command has HOST and PORT: listen there.
Where two services have a container of the same name, pass --run SERVICE/CONTAINER='COMMAND'.

Examples:
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='node server.js'
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='./web' --run proxy='./proxy' --time-scale 30

Exit code:
  0 stopped (Ctrl-C)   64 wrong arguments or template`;

interface SandboxCommandOptions {
  readonly run?: Readonly<Record<string, string>>;
  readonly timeScale: number;
}

/** `sandbox`: runs a synthesized template on loopback with real processes until it is stopped. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .summary('run a synthesized template on this machine')
    .description('Runs a synthesized CloudFormation template on loopback with real processes and real checks, and serves the AWS APIs that read their health.')
    .argument('<TEMPLATE>', 'the JSON template that `cdk synth` writes: cdk.out/STACK.template.json')
    .option("--run <CONTAINER='COMMAND'>", 'command that starts a container\'s program on this machine; once for every container', collectRun)
    .option('--time-scale <N>', 'seconds of AWS in one real second', parseTimeScale, 10)
    .addHelpText('after', HELP)
    .action(run);
}

async function run(file: string, { run: commands = {}, timeScale }: SandboxCommandOptions, command: Command): Promise<void> {
  const { template, alarms } = orUsageError(command, () => {
    const loaded = loadTemplate(file);
    const model = readTemplate(loaded);
    checkCommands(model, commands);
    return { template: loaded, alarms: hasAlarms(model) };
  });
  const stopped = stopSignal();
  const sandbox = await Sandbox.start({ template, run: commands, timeScale, alarms });
  try {
    print(introduction(file, timeScale, sandbox));
    sandbox.events.all.forEach(printEvent);
    sandbox.events.listen(printEvent);
    sandbox.messages.listen(printMessage);
    const signal = await stopped;
    print(`\n${signal}: stopping everything.`);
  } finally {
    await sandbox.stop();
  }
}

/** Without alarms there is nothing to run the schedules for. */
function hasAlarms({ alarms: { metricAlarms, compositeAlarms } }: TemplateModel): boolean {
  return metricAlarms.length + compositeAlarms.length > 0;
}

/** A template or a command that cannot be is a mistake of the call; the messages of the sandbox already say what to do. */
function orUsageError<T>(command: Command, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: EXIT_USAGE });
  }
}

/** A second signal this long after the first is a person who has lost patience. */
const PATIENCE_MS = 2000;

/**
 * The first of the signals by which people and shells stop a program. Under npm one Ctrl-C arrives two or three times, for npm forwards
 * what the terminal has sent to everybody; a late second one ends the program the hard way, and the guardian cleans up.
 */
async function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        first ??= Date.now();
        if (Date.now() - first > PATIENCE_MS) {
          process.exit(130);
        }
        resolve(signal);
      });
    }
  });
}

function introduction(file: string, timeScale: number, sandbox: Sandbox): string {
  const shown = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  return [
    `${relative('.', file) || file} runs here, ${timeScale} times as fast as on AWS. Stop it with Ctrl-C. To query it with the AWS CLI or an SDK:`,
    '',
    ...shown.map((name) => pc.bold(`export ${name}=${sandbox.awsEnvironment[name]}`)),
    '',
    ...sandbox.services.map((service) => `Service ${service.name} in cluster ${service.model.cluster.name}: ${service.desiredCount} task${service.desiredCount === 1 ? '' : 's'} desired.`),
    ...sandbox.targetGroups.map((group) => `Target group ${group.name}: ${group.arn}`),
    '',
  ].join('\n');
}

const COLORS: Readonly<Partial<Record<SandboxEvent['kind'], (text: string) => string>>> = { note: pc.yellow, service: pc.bold, alarm: pc.magenta };

function printEvent({ ms, kind, service, task, what }: SandboxEvent): void {
  const subject = [service, task?.slice(0, 8)].filter((part) => part !== undefined).join(' ');
  print(`${pc.dim(`${(ms / 1000).toFixed(1).padStart(7)} s`)}  ${subject ? `${pc.cyan(subject)}  ` : ''}${(COLORS[kind] ?? String)(what)}`);
}

function printMessage({ ms, subject, text }: Message): void {
  print(`${pc.dim(`${(ms / 1000).toFixed(1).padStart(7)} s`)}  ${pc.bold(`MESSAGE  ${subject}`)}`);
  print(text.replace(/^/gm, ' '.repeat(11)));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function collectRun(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, command] = text.match(/^([^=\s]+)=(.*\S.*)$/s) ?? [];
  if (name === undefined) {
    throw new InvalidArgumentError("Allowed: a container's name, an equals sign and a command line, such as web='node server.js'.");
  }
  if (name in before) {
    throw new InvalidArgumentError(`The container '${name}' has a command already; give one command for each container.`);
  }
  return { ...before, [name]: command };
}

function parseTimeScale(text: string): number {
  const scale = Number(text);
  if (text.trim() === '' || !(scale >= 1 && scale <= MAX_TIME_SCALE)) {
    throw new InvalidArgumentError(`Allowed: a number from 1 (as fast as AWS) to ${MAX_TIME_SCALE}.`);
  }
  return scale;
}
