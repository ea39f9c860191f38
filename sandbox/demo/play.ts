import type { PlayedScenario } from './played-scenario';
import type { Prepared } from './prepare';
import type { Expectation, Scenario } from './scenarios';
import { watchRecovery } from './watch-recovery';
import type { Diagnosis } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';
import { Sandbox } from '../sandbox';

/** One second here is this many on AWS. */
export const TIME_SCALE = 30;

const BOOT_MS = 30_000;
/** An alarm needs 2 of the last 3 minutes, and a minute takes two seconds here; the rest is for a busy machine. */
const ALERT_MS = 30_000;

/** Plays one scenario in a sandbox of its own: boots the service, causes the fault, verifies the service and compares the diagnosis. */
export async function play(
  scenario: Scenario,
  { template, recovering, command }: Prepared,
  started: (sandbox: Sandbox) => void,
): Promise<PlayedScenario> {
  const recovers = scenario.restarts !== undefined;
  const sandbox = await Sandbox.start({
    template: recovers ? recovering : template,
    run: { web: command },
    timeScale: TIME_SCALE,
    bootAllowanceMs: BOOT_MS,
    alarms: scenario.alerts || recovers,
  });
  started(sandbox);
  try {
    const service = sandbox.service();
    const startup = sandbox.plan().plan.timing.startupSeconds * 1000;
    await sandbox.until(
      () => service.deployed && service.steady && sandbox.tasks().every((task) => sandbox.clock.now - task.startedAt! > startup),
      BOOT_MS,
      'all tasks to be healthy',
    );
    // The first call also loads the bundles, so it is not measured.
    await sandbox.verify();
    // ECS would replace tasks during the verification, and this demo is about diagnoses.
    service.paused = !recovers;
    const broken = Date.now();
    await scenario.cause(sandbox);
    const report = await sandbox.verify();
    const played = judge(scenario, report, (Date.now() - broken) / 1000);
    if (recovers) {
      return await watchRecovery(sandbox, played);
    }
    if (!scenario.alerts) {
      return played;
    }
    await sandbox.until(() => sandbox.messages.all.length > 0, ALERT_MS, 'an alert');
    return { ...played, message: sandbox.messages.all[0] };
  } catch (error) {
    return { scenario, seconds: 0, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    await sandbox.stop();
  }
}

function judge(scenario: Scenario, report: Report, seconds: number): PlayedScenario {
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
