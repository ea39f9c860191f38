import type { DiagnosedTask, RecoveryFacts } from './facts';
import type { Progress } from './progress';
import { ownRemedy, RESTART_HELPS } from '../../diagnosis/faults';
import type { Report, TaskReport } from '../../verification/report/report';

/** The task that a recovery starts with: of those that a restart would help and that it has not handled yet, the one that runs longest. */
export function candidate(report: Report, handled: readonly string[]): DiagnosedTask | undefined {
  const [first] = report.tasks
    .filter((task) => task.status === 'DOWN' && isRestartable(task) && !handled.includes(task.taskArn))
    .sort((a, b) => order(a).localeCompare(order(b)));
  if (!first) { return undefined; }
  const { taskArn, task, address, startedAt, fault, layer, evidence } = first;
  return { taskArn, task, ...address ? { address } : {}, ...startedAt ? { startedAt } : {}, fault, layer, evidence: evidence.slice(0, 3) };
}

/** Whether a restart would help the task by itself. Where the cause is common to several, a guard blocks, and says so. */
export function isRestartable(task: TaskReport): boolean {
  return RESTART_HELPS.has(ownRemedy(task));
}

/** Whether there is another task that this recovery may still start with. */
export function anotherFails({ settings, task }: RecoveryFacts, report: Report, { handled }: Progress): boolean {
  const known = [...handled, ...task ? [task.taskArn] : []];
  return known.length < settings.tasks && candidate(report, known) !== undefined;
}

function order({ startedAt = '', taskArn }: TaskReport): string {
  return `${startedAt} ${taskArn}`;
}
