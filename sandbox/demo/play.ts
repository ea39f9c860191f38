import type { Prepared } from './prepare';
import type { Expectation, Scenario } from './scenarios';
import type { Diagnosis, Report, TaskReport } from '../../lambda/report/report';
import type { Message } from '../messages';
import { watchRecovery } from './watch-recovery';
import { Sandbox } from '../sandbox';

/** How a scenario ended. */
export interface Played {
  readonly scenario: Scenario;
  /** What the verifier said; absent when the scenario itself failed. */
  readonly report?: Report;
  /** The task that the scenario is about; absent when that task is gone. */
  readonly task?: TaskReport;
  /** What the verifier said of the scenario's subject: the service, or the task that it is about. */
  readonly diagnosis?: Diagnosis;
  /** What people were told, where the scenario tells them, or recovery does. */
  readonly message?: Message;
  /** Seconds from the break to the diagnosis. */
  readonly seconds: number;
  /** Why this is not what the scenario expects; absent when it is. */
  readonly problem?: string;
}

/** One second here is this many on AWS. */
export const TIME_SCALE = 30;

const BOOT_MS = 30_000;
/** An alarm waits for 2 of the last 3 minutes, and a minute takes two seconds here; the rest is a busy machine. */
const TELLING_MS = 30_000;

/** Plays one scenario in a sandbox of its own: boot, break, verify, compare. */
export async function play(scenario: Scenario, { template, recovering, command }: Prepared, started: (sandbox: Sandbox) => void): Promise<Played> {
  const recovers = scenario.restarts !== undefined;
  const sandbox = await Sandbox.start({
    template: recovers ? recovering : template,
    run: { web: command },
    timeScale: TIME_SCALE,
    bootAllowanceMs: BOOT_MS,
    alarms: scenario.tells || recovers,
  });
  started(sandbox);
  try {
    const service = sandbox.service();
    const startup = sandbox.plan().plan.timing.startupSeconds * 1000 / TIME_SCALE;
    await sandbox.until(() => service.deployed && service.steady && sandbox.tasks().every((task) => Date.now() - task.startedAt! > startup), BOOT_MS, 'all tasks to be well');
    // The first call loads the bundles, which says nothing about the service.
    await sandbox.verify();
    // ECS would repair some of it while we look; what it does is the tests' subject, what the verifier sees is this one's.
    service.paused = !recovers;
    const broken = Date.now();
    await scenario.breakIt(sandbox);
    const report = await sandbox.verify();
    const played = judge(scenario, report, (Date.now() - broken) / 1000);
    if (recovers) { return await watchRecovery(sandbox, played); }
    if (!scenario.tells) { return played; }
    await sandbox.until(() => sandbox.messages.all.length > 0, TELLING_MS, 'a message to people');
    return { ...played, message: sandbox.messages.all[0] };
  } catch (error) {
    return { scenario, seconds: 0, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    await sandbox.stop();
  }
}

function judge(scenario: Scenario, report: Report, seconds: number): Played {
  const { expected, expectedTask } = scenario;
  const affected = report.tasks.find(({ fault }) => fault === (expectedTask ?? expected).fault);
  const task = affected ?? (report.fault === 'HEALTHY' ? report.tasks[0] : undefined);
  const diagnosis = expectedTask ? task : report;
  const problems = [differs('the service', report, expected), expectedTask && differs('the task', task, expectedTask)].filter(Boolean);
  const { restartWouldHelp } = report.counts;
  const restarts = ['RESTART', 'RECOVER'].includes(expected.remedy) ? 1 : 0;
  if (restartWouldHelp !== restarts) { problems.push(`a restart would help ${restartWouldHelp} tasks instead of ${restarts}`); }
  return { scenario, report, task, diagnosis, seconds, ...problems.length > 0 && { problem: `${problems.join('; ')}\n${report.summary}` } };
}

function differs(who: string, actual: Diagnosis | undefined, expected: Expectation): string | undefined {
  const text = (value?: Expectation) => value ? `${value.fault} (${value.layer ?? 'no layer'}, ${value.remedy})` : 'nothing';
  const same = actual && actual.fault === expected.fault && actual.layer === expected.layer && actual.remedy === expected.remedy;
  return same ? undefined : `${who} is ${text(actual)} instead of ${text(expected)}`;
}
