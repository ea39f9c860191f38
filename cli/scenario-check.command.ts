import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { readReports } from './read-reports';
import { writeLine } from './terminal';
import { EXIT_USAGE } from './usage-error';
import { checkReports, type CheckedStep, type SaidReport } from '../sandbox/scenarios/check-reports';
import { readScenario } from '../sandbox/scenarios/read-scenario';
import { clockText, stepText } from '../sandbox/scenarios/words';

/** Exit code of expectations that did not come true. */
const EXIT_UNMET = 1;

const HELP = `
Reports are what the verifier returned or logged: JSON lines, a list, or what the AWS CLI prints of its log:
  aws logs filter-log-events --log-group-name VERIFIER-LOG --start-time MILLISECONDS > reports.json

Examples:
  cdk-ecs-layered-health scenario-check test/drop.yaml --reports reports.json --start 2026-11-29T20:00:00Z

Exit code:
  0 all expectations that reports tell of came true   1 one did not   64 wrong arguments, scenario or reports`;

interface ScenarioCheckOptions {
  readonly reports: string;
  readonly start: string;
  readonly service?: string;
  readonly json?: true;
}

/** `scenario-check`: holds the verifier's reports of an experiment on AWS to the expectations of its scenario. */
export function scenarioCheckCommand(): Command {
  return new Command('scenario-check')
    .summary("hold the verifier's reports of an experiment on AWS to its scenario")
    .description("Checks, after an experiment of AWS FIS, what the verifier reported against what the experiment's scenario expects.")
    .argument('<FILE>', 'the scenario')
    .requiredOption('--reports <FILE>', 'file with the reports')
    .requiredOption('--start <TIME>', 'when the experiment started, as `aws fis get-experiment` says it: 2026-11-29T20:00:00Z')
    .option('--service <NAME>', 'name of the service, where the reports are of several')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(run);
}

function run(file: string, options: ScenarioCheckOptions, command: Command): void {
  const { steps, used } = orExitUsage(command, () => {
    const start = Date.parse(options.start);
    if (Number.isNaN(start)) { throw new Error(`--start: got '${options.start}'. Allowed: an ISO time such as 2026-11-29T20:00:00Z.`); }
    const reports = ofOneService(readReports(readFileSync(options.reports, 'utf8')), options);
    return { steps: checkReports(readScenario(file), reports, start), used: reports.length };
  });
  writeLine(options.json ? JSON.stringify({ reports: used, steps: steps.map(jsonOf) }, undefined, 2) : text(steps, used));
  process.exitCode = steps.some(({ met }) => met === false) ? EXIT_UNMET : 0;
}

function ofOneService(reports: readonly SaidReport[], { reports: file, service }: ScenarioCheckOptions): SaidReport[] {
  const names = [...new Set(reports.map((report) => report.service))].sort();
  if (names.length === 0) { throw new Error(`${file}: no report of the verifier in it. Allowed: what the verifier returned or logged.`); }
  if (service === undefined && names.length > 1) { throw new Error(`${file}: reports of ${names.join(', ')}. Add --service NAME.`); }
  if (service !== undefined && !names.includes(service)) {
    throw new Error(`${file}: no report of service '${service}'. Allowed: ${names.join(', ')}.`);
  }
  return reports.filter((report) => report.service === (service ?? names[0]));
}

function jsonOf({ step, from, to, met, problem, unseen }: CheckedStep): object {
  return { line: step.line, step: stepText(step), from, to, ...met === undefined ? {} : { met }, ...problem ? { problem } : {}, unseen };
}

const MARKS = { true: 'met      ', false: 'NOT MET  ', undefined: 'unknown  ' } as const;

function text(steps: readonly CheckedStep[], used: number): string {
  const told = steps.filter(({ met }) => met !== undefined);
  return [
    ...steps.map(({ step, from, to, met, problem, unseen }) => [
      `${MARKS[String(met) as keyof typeof MARKS]}${clockText(from)} to ${clockText(to)}  ${stepText(step)}`,
      ...problem ? [`  ${problem}`] : [],
      ...unseen.length > 0 ? [`  not told by reports: ${unseen.join(', ')}`] : [],
    ].join('\n')),
    `${told.filter(({ met }) => met).length} of ${steps.length} expectations met, ${steps.length - told.length} unknown; ${used} reports.`,
  ].join('\n');
}

function orExitUsage<T>(command: Command, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return command.error(`error: ${(error as Error).message}`, { exitCode: EXIT_USAGE });
  }
}
