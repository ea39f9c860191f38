import { diagnoseTask, diagnoseWell, type TaskContext, type TaskTerms } from './diagnose-task';
import type { ExaminedTask, TaskEvidence } from './evidence';
import { type History, historyOf } from './history';
import { type Observations, observeProbe, viewOf } from './observations';
import { portStateOf, sistersOf } from './port-states';
import { isWellThroughout } from './probe-evidence';
import type { TargetProbe } from '../shared/check-result';

/** What there is to examine of a service's tasks. */
export interface Examined {
  readonly tasks: readonly TaskEvidence[];
  /** By the task's ARN. */
  readonly probes: ReadonlyMap<string, TargetProbe>;
  readonly history?: History;
}

/** Each task with its faults; what the others of them do at the same port is part of what is observed of it. */
export function examineTasks({ tasks, probes, history }: Examined, terms: TaskTerms, now: number): ExaminedTask[] {
  const probed = tasks.map(({ taskArn }) => probedAs(probes.get(taskArn)));
  const allSisters = sistersOf(tasks.map((task, index) => portStateOf(task, probed[index] === 'WELL' ? WELL_PORT : probed[index].port)));
  const wellStartedAt = latestWell(tasks, probed);
  const isRemembered = history !== undefined;
  return tasks.map((task, index): ExaminedTask => {
    const probe = probes.get(task.taskArn);
    const known = historyOf(history, task.taskArn, task.startedAt);
    // Most tasks are well, and pay for no explanation.
    const well = probe && probed[index] === 'WELL' ? diagnoseWell(task, probe, terms, known, now) : undefined;
    if (well) { return { evidence: task, probe: probe!, ...well }; }
    const sisters = allSisters[index];
    const context: TaskContext = {
      isRemembered,
      ...probe ? { probe } : {},
      ...sisters ? { sisters } : {},
      ...wellStartedAt === undefined ? {} : { wellStartedAt },
      ...known ? { history: known } : {},
    };
    return { evidence: task, ...probe ? { probe } : {}, ...diagnoseTask(task, context, terms, now) };
  });
}

const WELL_PORT: Observations['port'] = { saw: 'OK', settled: true, words: '' };

/** What the prober saw of one task; WELL where every check was answered well. */
type Probed = 'WELL' | Observations;

function probedAs(probe: TargetProbe | undefined): Probed {
  if (!probe) { return {}; }
  return isWellThroughout(probe) ? 'WELL' : observeProbe(probe);
}

/** When the latest of the tasks had started that are well, in milliseconds since the epoch. */
function latestWell(tasks: readonly TaskEvidence[], probed: readonly Probed[]): number | undefined {
  let latest: string | undefined;
  tasks.forEach(({ startedAt }, index) => {
    const seen = probed[index];
    const isWell = seen === 'WELL' || viewOf(seen) === 'WELL';
    if (isWell && startedAt !== undefined && startedAt > (latest ?? '')) { latest = startedAt; }
  });
  const time = Date.parse(latest ?? '');
  return Number.isNaN(time) ? undefined : time;
}
