import type { Played } from './play';
import type { Outcome } from '../../lambda/recovery/outcome';
import type { Sandbox } from '../sandbox';

/** An alarm waits for 2 of the last 3 minutes: longer than this, and it would have gone off. */
const QUIET_MINUTES = 4;
const PATIENCE_MS = 60_000;

/** Waits until recovery has done what it does, and holds it against what the scenario expects. */
export async function watchRecovery(sandbox: Sandbox, played: Played): Promise<Played> {
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
    ...executions.map(({ output }) => output as Outcome).filter(({ decision }) => decision !== 'RECOVERED').map(({ reason }) => `recovery says: ${reason}`),
    ...fault === 'HEALTHY' ? [] : [`the service is ${fault} afterwards`],
  ];
  const message = sandbox.messages.all.find(({ subject }) => subject.endsWith(': recovered'));
  return { ...played, ...message ? { message } : {}, ...problems.length > 0 && { problem: problems.join('; ') } };
}
