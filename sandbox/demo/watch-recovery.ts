import type { PlayedScenario } from './played-scenario';
import type { Outcome } from '../../lambda/recovery/services/outcome';
import type { Sandbox } from '../sandbox';

/** An alarm needs 2 of the last 3 minutes: within this time it would be in ALARM state. */
const QUIET_MINUTES = 4;
const PATIENCE_MS = 60_000;

/** Waits for the end of the recovery and compares its result with what the scenario expects. */
export async function watchRecovery(sandbox: Sandbox, played: PlayedScenario): Promise<PlayedScenario> {
  const { restarts = 0 } = played.scenario;
  const minute = sandbox.alarms.minutes + QUIET_MINUTES;
  const { executions } = sandbox;
  const isOver = () => restarts > 0 ? executions.some(({ status }) => status !== 'RUNNING') : sandbox.alarms.minutes >= minute;
  await sandbox.until(isOver, PATIENCE_MS, restarts > 0 ? 'the end of a recovery' : 'minutes in which nothing happens');
  const stopped = sandbox.service().tasks.filter(({ stopCode }) => stopCode !== undefined);
  const { fault } = await sandbox.verify();
  const problems = [
    ...played.problem ? [played.problem] : [],
    ...stopped.length === restarts ? [] : [`${stopped.length} tasks were stopped instead of ${restarts}`],
    ...executions.length === restarts ? [] : [`recovery was started ${executions.length} times instead of ${restarts}`],
    ...executions
      .map(({ output }) => output as Outcome)
      .filter(({ decision }) => decision !== 'RECOVERED')
      .map(({ reason }) => `recovery says: ${reason}`),
    ...fault === 'HEALTHY' ? [] : [`the service is ${fault} afterwards`],
  ];
  const message = sandbox.messages.all.find(({ subject }) => subject.endsWith(': recovered'));
  return { ...played, ...message ? { message } : {}, ...problems.length > 0 && { problem: problems.join('; ') } };
}
