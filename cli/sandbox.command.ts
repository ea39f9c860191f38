import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { introduction, printLogs, printWhatHappens } from './sandbox-output';
import { runScenarios, type ReadyScenario } from './scenario-run';
import { writeLine } from './terminal';
import { EXIT_USAGE } from './usage-error';
import { validateCommands, validateEnvironment } from '../sandbox/options';
import { Sandbox } from '../sandbox/sandbox';
import { readCommands, readEnvironment, readScenario } from '../sandbox/scenarios/read-scenario';
import type { Scenario } from '../sandbox/scenarios/scenario';
import { suggestScenarios } from '../sandbox/scenarios/suggest';
import type { TemplateModel } from '../sandbox/template/model';
import { loadTemplate, readTemplate } from '../sandbox/template/read-template';

const MAX_TIME_SCALE = 1000;
const DEFAULT_TIME_SCALE = 10;
/** Exit code of scenarios that were played and did not go as expected. */
const EXIT_FAILED = 1;

const HELP = `
Each task gets an address of its own in 127.80.0.0/16. The environment of each command has HOST and PORT: listen there.
Where two services have a container of the same name, pass --run SERVICE/CONTAINER='COMMAND'.
Files are YAML or JSON: of commands 'web: node server.js', of variables 'web: { DATABASE_PASSWORD: secret }'.

Examples:
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='node server.js'
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='./web' --run proxy='./proxy' --time-scale 30
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --scenario test/*.scenario.yaml --junit scenarios.xml
  cdk-ecs-layered-health sandbox --scenario test/hang.yaml --environment secrets.yaml --logs --keep
  cdk-ecs-layered-health sandbox cdk.out/Web.template.json --run web='node server.js' --suggest test/scenarios

Exit code:
  0 stopped (Ctrl-C), or all scenarios passed   1 a scenario failed   64 wrong arguments, template or scenario`;

interface SandboxCommandOptions {
  readonly run?: Readonly<Record<string, string>>;
  readonly environment?: Scenario['environment'];
  readonly timeScale?: number;
  readonly scenario?: readonly string[];
  readonly suggest?: string;
  readonly keep?: true;
  readonly logs?: true;
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
      "command that starts a container's program on this machine; once for every container, or @FILE of all of them",
      collectRun,
    )
    .option('--environment <FILE>', 'variables of each container, values of its secrets too', parseEnvironment)
    .option('--time-scale <N>', 'seconds of AWS in one real second (default: 10, or what a scenario states)', parseTimeScale)
    .option('--scenario <FILE...>', 'play scenarios and end, instead of running until it is stopped')
    .option('--suggest <FOLDER>', 'write scenarios that fit the template, and end')
    .option('--keep', 'let the sandbox of a scenario run on at its end, until it is stopped')
    .option('--logs', 'print what the processes of containers write')
    .option('--jobs <N>', 'how many scenarios are played at once', parseJobs, 2)
    .option('--json', 'print the result of scenarios as JSON')
    .option('--junit <FILE>', 'write the result of scenarios as JUnit XML')
    .option('--html <FILE>', 'write what each observer saw as a page, minute by minute')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(file: string | undefined, options: SandboxCommandOptions, command: Command): Promise<void> {
  if (options.scenario) {
    const { jobs, json = false, keep = false, logs = false, junit, html } = options;
    const ready = orExitUsage(command, () => readyScenarios(file, options));
    process.exitCode = await runScenarios(ready, { jobs, json, keep, logs, junit, html }) ? 0 : EXIT_FAILED;
    return;
  }
  if (file === undefined) { command.error("error: missing required argument 'TEMPLATE'", { exitCode: EXIT_USAGE }); }
  const { run: commands = {}, environment = {}, timeScale = DEFAULT_TIME_SCALE, suggest, logs } = options;
  if (suggest !== undefined) {
    orExitUsage(command, () => writeSuggestions(file, suggest, commands));
    return;
  }
  const { template, alarms } = orExitUsage(command, () => {
    const loaded = loadTemplate(file);
    const model = readTemplate(loaded);
    validateCommands(model, commands);
    validateEnvironment(model, environment);
    return { template: loaded, alarms: hasAlarms(model) };
  });
  const stopped = stopSignal();
  const sandbox = await Sandbox.start({ template, run: commands, environment, timeScale, alarms });
  try {
    if (logs) { printLogs(sandbox); }
    writeLine(introduction(file, sandbox));
    printWhatHappens(sandbox);
    const signal = await stopped;
    writeLine(`\n${signal}: stopping everything.`);
  } finally {
    await sandbox.stop();
  }
}

/** Scenarios with their templates and commands; nothing is played before all of them are understood. */
function readyScenarios(file: string | undefined, options: SandboxCommandOptions): ReadyScenario[] {
  const { scenario: files = [], run: commands = {}, environment: given = {}, timeScale, keep } = options;
  if (keep && files.length > 1) { throw new Error(`--keep is for one scenario, got ${files.length}; name the one to look around in.`); }
  return files.map((each) => {
    const scenario = readScenario(each);
    const path = file ?? scenario.template;
    if (path === undefined) {
      throw new Error(`${each}:1:1: no template is given; add \`template\` to the file, or give one as an argument.`);
    }
    const template = loadTemplate(path);
    const merged = { ...scenario.run, ...commands };
    const environment = mergeEnvironments(scenario.environment, given);
    const model = readTemplate(template);
    validateCommands(model, merged);
    validateEnvironment(model, environment);
    validateService(scenario, model);
    const timed = { ...scenario, ...timeScale === undefined ? {} : { timeScale } };
    return { scenario: timed, template, templatePath: path, run: merged, environment };
  });
}

/** Variables of each container, of which the second count. */
function mergeEnvironments(one: Scenario['environment'], other: Scenario['environment']): Scenario['environment'] {
  const containers = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(containers.map((container) => [container, { ...one[container], ...other[container] }]));
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

function collectRun(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const commands = text.startsWith('@') ? readArgument(() => readCommands(text.slice(1))) : commandOf(text);
  const twice = Object.keys(commands).find((name) => name in before);
  if (twice !== undefined) {
    throw new InvalidArgumentError(`The container '${twice}' has a command already; give one command for each container.`);
  }
  return { ...before, ...commands };
}

function commandOf(text: string): Readonly<Record<string, string>> {
  const [, name, command] = text.match(/^([^=\s]+)=(.*\S.*)$/s) ?? [];
  if (name === undefined) {
    throw new InvalidArgumentError(
      "Allowed: a container's name, an equals sign and a command line, such as web='node server.js', or @FILE.",
    );
  }
  return { [name]: command };
}

function parseEnvironment(file: string): Scenario['environment'] {
  return readArgument(() => readEnvironment(file));
}

function readArgument<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function parseTimeScale(text: string): number {
  const scale = Number(text);
  if (text.trim() === '' || !(scale >= 1 && scale <= MAX_TIME_SCALE)) {
    throw new InvalidArgumentError(`Allowed: a number from 1 (as fast as AWS) to ${MAX_TIME_SCALE}.`);
  }
  return scale;
}
