import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createColors } from 'picocolors';
import { runScenarios, type ReadyScenario } from './scenario-run';
import { wantsColor, writeLine } from './terminal';
import { EXIT_USAGE } from './usage-error';
import { validateCommands } from '../sandbox/options';
import { Sandbox } from '../sandbox/sandbox';
import { readScenario } from '../sandbox/scenarios/read-scenario';
import type { Scenario } from '../sandbox/scenarios/scenario';
import { suggestScenarios } from '../sandbox/scenarios/suggest';
import type { SandboxEvent } from '../sandbox/shared/event-log';
import type { Message } from '../sandbox/shared/message-log';
import type { TemplateModel } from '../sandbox/template/model';
import { loadTemplate, readTemplate } from '../sandbox/template/read-template';

const MAX_TIME_SCALE = 1000;
const DEFAULT_TIME_SCALE = 10;
/** Exit code of scenarios that were played and did not go as expected. */
const EXIT_FAILED = 1;

const pc = createColors(wantsColor(process.stdout));

const HELP = `
Each task gets an address of its own in 127.80.0.0/16. The environment of each command has HOST and PORT: listen there.
Where two services have a container of the same name, pass --run SERVICE/CONTAINER='COMMAND'.

Examples:
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='node server.js'
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='./web' --run proxy='./proxy' --time-scale 30
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --scenario test/*.scenario.yaml --junit scenarios.xml
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='node server.js' --suggest test/scenarios

Exit code:
  0 stopped (Ctrl-C), or all scenarios passed   1 a scenario failed   64 wrong arguments, template or scenario`;

interface SandboxCommandOptions {
  readonly run?: Readonly<Record<string, string>>;
  readonly timeScale?: number;
  readonly scenario?: readonly string[];
  readonly suggest?: string;
  readonly jobs: number;
  readonly json?: true;
  readonly junit?: string;
  readonly html?: string;
}

/** `sandbox`: runs a synthesized template on loopback with real processes until it is stopped. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .summary('run a synthesized template on this machine')
    .description(
      'Runs a synthesized CloudFormation template on loopback with real processes and real checks, and serves the AWS '
        + 'APIs that read their health.',
    )
    .argument('[TEMPLATE]', 'the JSON template that `cdk synth` writes: cdk.out/STACK.template.json; a scenario may name its own')
    .option(
      "--run <CONTAINER='COMMAND'>",
      "command that starts a container's program on this machine; once for every container",
      collectRun,
    )
    .option('--time-scale <N>', 'seconds of AWS in one real second (default: 10, or what a scenario states)', parseTimeScale)
    .option('--scenario <FILE...>', 'play scenarios and end, instead of running until it is stopped')
    .option('--suggest <FOLDER>', 'write scenarios that fit the template, and end')
    .option('--jobs <N>', 'how many scenarios are played at once', parseJobs, 2)
    .option('--json', 'print the result of scenarios as JSON')
    .option('--junit <FILE>', 'write the result of scenarios as JUnit XML')
    .option('--html <FILE>', 'write what each observer saw as a page, minute by minute')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(file: string | undefined, options: SandboxCommandOptions, command: Command): Promise<void> {
  if (options.scenario) {
    process.exitCode = await runScenarios(orExitUsage(command, () => readyScenarios(file, options)), {
      jobs: options.jobs, json: options.json ?? false, junit: options.junit, html: options.html,
    }) ? 0 : EXIT_FAILED;
    return;
  }
  if (file === undefined) { command.error("error: missing required argument 'TEMPLATE'", { exitCode: EXIT_USAGE }); }
  const { run: commands = {}, timeScale = DEFAULT_TIME_SCALE, suggest } = options;
  if (suggest !== undefined) {
    orExitUsage(command, () => writeSuggestions(file, suggest, commands));
    return;
  }
  const { template, alarms } = orExitUsage(command, () => {
    const loaded = loadTemplate(file);
    const model = readTemplate(loaded);
    validateCommands(model, commands);
    return { template: loaded, alarms: hasAlarms(model) };
  });
  const stopped = stopSignal();
  const sandbox = await Sandbox.start({ template, run: commands, timeScale, alarms });
  try {
    writeLine(introduction(file, timeScale, sandbox));
    sandbox.events.all.forEach(printEvent);
    sandbox.events.listen(printEvent);
    sandbox.messages.listen(printMessage);
    const signal = await stopped;
    writeLine(`\n${signal}: stopping everything.`);
  } finally {
    await sandbox.stop();
  }
}

/** Scenarios with their templates and commands; nothing is played before all of them are understood. */
function readyScenarios(file: string | undefined, options: SandboxCommandOptions): ReadyScenario[] {
  const { scenario: files = [], run: commands = {}, timeScale } = options;
  return files.map((each) => {
    const scenario = readScenario(each);
    const path = file ?? scenario.template;
    if (path === undefined) {
      throw new Error(`${each}:1:1: no template is given; add \`template\` to the file, or give one as an argument.`);
    }
    const template = loadTemplate(path);
    const merged = { ...scenario.run, ...commands };
    const model = readTemplate(template);
    validateCommands(model, merged);
    validateService(scenario, model);
    return { scenario: { ...scenario, ...timeScale === undefined ? {} : { timeScale } }, template, run: merged };
  });
}

/** Writes scenarios that fit a template; files that are there already stay as they are. */
function writeSuggestions(file: string, folder: string, commands: Readonly<Record<string, string>>): void {
  const model = readTemplate(loadTemplate(file));
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of suggestScenarios(model, { template: relative(folder, file), run: commands })) {
    const path = join(folder, name);
    const exists = existsSync(path);
    if (!exists) { writeFileSync(path, text); }
    writeLine(exists ? `${path} is there already and was left as it is` : path);
  }
}

function validateService({ file, service }: Scenario, { services }: TemplateModel): void {
  const names = services.map(({ name }) => name).join(', ');
  if (service === undefined && services.length > 1) {
    throw new Error(`${file}:1:1: the template has several services (${names}); add \`service\`.`);
  }
  if (service !== undefined && !services.some(({ name, logicalId }) => [name, logicalId].includes(service))) {
    throw new Error(`${file}:1:1: the template has no service '${service}'. Allowed: ${names}.`);
  }
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64) { throw new InvalidArgumentError('Allowed: a whole number from 1 to 64.'); }
  return jobs;
}

/** The schedules run only for alarms. */
function hasAlarms({ alarms: { metricAlarms, compositeAlarms } }: TemplateModel): boolean {
  return metricAlarms.length + compositeAlarms.length > 0;
}

/** An invalid template or command is a mistake of the call; the messages of the sandbox state the remedy. */
function orExitUsage<T>(command: Command, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: EXIT_USAGE });
  }
}

/** A second signal this long after the first ends the process at once. */
const FORCE_AFTER_MS = 2000;

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
        if (Date.now() - first > FORCE_AFTER_MS) {
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
    `${relative('.', file) || file} runs here, ${timeScale} times as fast as on AWS. Stop it with Ctrl-C. To query `
      + 'it with the AWS CLI or an SDK:',
    '',
    ...shown.map((name) => pc.bold(`export ${name}=${sandbox.awsEnvironment[name]}`)),
    '',
    ...sandbox.services.map(
      (service) =>
        `Service ${service.name} in cluster ${service.model.cluster.name}: ${service.desiredCount} `
        + `task${service.desiredCount === 1 ? '' : 's'} desired.`,
    ),
    ...sandbox.targetGroups.map((group) => `Target group ${group.name}: ${group.arn}`),
    '',
  ].join('\n');
}

const COLORS: Readonly<Partial<Record<SandboxEvent['kind'], (text: string) => string>>> = {
  note: pc.yellow,
  service: pc.bold,
  alarm: pc.magenta,
};

function timeText(ms: number): string {
  return pc.dim(`${(ms / 1000).toFixed(1).padStart(7)} s`);
}

function printEvent({ ms, kind, service, task, what }: SandboxEvent): void {
  const subject = [service, task?.slice(0, 8)].filter((part) => part !== undefined).join(' ');
  writeLine(`${timeText(ms)}  ${subject ? `${pc.cyan(subject)}  ` : ''}${(COLORS[kind] ?? String)(what)}`);
}

function printMessage({ ms, subject, text }: Message): void {
  writeLine(`${timeText(ms)}  ${pc.bold(`MESSAGE  ${subject}`)}`);
  writeLine(text.replace(/^/gm, ' '.repeat(11)));
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
