import { isShared } from './dependencies';
import type { ExaminedTask } from './evidence';
import { diagnosis, FAULTS, RESTART_HELPS } from './faults';
import { hasRecovered, type History, historyOf, isBack, isSteady, wasUnsteady } from './history';
import type { Diagnosis, Fault, FaultLayer } from '../shared/verdict';

/** Whether a restart or a recovery of one such task would help, by any of its causes. */
function isRestartable(task: ExaminedTask): boolean {
  return task.diagnosis.status === 'DOWN' && mayNeedRestart(task);
}

function mayNeedRestart({ diagnosis: { fault, alternatives = [] } }: ExaminedTask): boolean {
  return [fault, ...alternatives].some((each) => RESTART_HELPS.has(FAULTS[each].remedy));
}

/** Tasks that need a restart, and beside one of them those that may. */
export function restartables(tasks: readonly ExaminedTask[]): readonly ExaminedTask[] {
  return tasks.some(isRestartable) ? tasks.filter((task) => task.diagnosis.fault !== 'HEALTHY' && mayNeedRestart(task)) : [];
}

/**
 * Tasks that need a restart or a recovery, and are so many that the cause is common to them, whether it shows in one way or in several:
 * overload closes a port here and makes a process hang there.
 *
 * @param fallen tasks that failed as well, and are being stopped
 */
export function systemic(
  sick: readonly ExaminedTask[], judged: number, fallen: number, share: number,
): Diagnosis | undefined {
  if (sick.length === 0 || !isShared(sick.length + fallen, judged + fallen, share)) { return undefined; }
  // Where each of them may have another cause that no restart helps, both causes say more.
  if (sick.every(({ diagnosis: { alternatives } }) => alternatives)) { return undefined; }
  const counts = new Map<string, ExaminedTask[]>();
  for (const task of sick) { counts.set(task.diagnosis.fault, [...counts.get(task.diagnosis.fault) ?? [], task]); }
  const groups = [...counts].sort(([, a], [, b]) => b.length - a.length);
  const layers = new Set<FaultLayer | null>(sick.map((task) => task.diagnosis.layer));
  const [[, [first]]] = groups;
  const evidence = [
    `${sick.length} of ${judged} judged tasks ${sick.length === 1 ? 'is' : 'are'} down, `
    + `${fallen > 0 ? 'with those that failed before ' : ''}more than a share of ${share}: `
    + groups.map(([fault, tasks]) => `${fault} on ${tasks.length}`).join(', '),
    ...fallen > 0 ? [`${fallen} more failed and ${fallen === 1 ? 'is' : 'are'} being stopped`] : [],
    ...first.diagnosis.evidence,
  ];
  return { ...diagnosis('SYSTEMIC', evidence), layer: layers.size === 1 ? first.diagnosis.layer : 'L7' };
}

/** What those who check an unsteady task may take it for between two of its answers, although none restarts it for that. */
const SEEN_OF_UNSTEADY: readonly Fault[] = ['CONTAINER_CHECK_BROKEN', 'LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER_MISCONFIGURED'];

/**
 * A task that fails while others change between well and failing is one of them, unless one alone does and this one has been as it is
 * for as long as is remembered.
 */
export function unsteadyAlike(tasks: readonly ExaminedTask[], earlier: History | undefined, now: number): ExaminedTask[] {
  const unsteady = tasks.filter(({ diagnosis: { fault } }) => fault === 'UNSTEADY').length;
  const isUnsteady = unsteady > 0 || wasUnsteady(earlier, now);
  const isNowBack = ({ evidence: { taskArn, startedAt }, view }: ExaminedTask) => isBack(historyOf(earlier, taskArn, startedAt), view);
  if (!isUnsteady && !hasRecovered(earlier, now) && !tasks.some(isNowBack)) { return [...tasks]; }
  return tasks.map((task) => {
    const { evidence: { taskArn, startedAt }, diagnosis: { fault, evidence } } = task;
    if (unsteady < 2 && isSteady(historyOf(earlier, taskArn, startedAt), task.view)) { return task; }
    // One that recovered by itself says no more than that what hangs now may recover too.
    if (!isUnsteady && task.view !== 'HUNG') { return task; }
    const further = task.further.filter((each) => !SEEN_OF_UNSTEADY.includes(each.fault));
    if (fault === 'UNSTEADY') { return { ...task, further }; }
    return isRestartable(task) || SEEN_OF_UNSTEADY.includes(fault)
      ? { ...task, further, diagnosis: diagnosis('UNSTEADY', ['tasks of the service change between well and failing', ...evidence]) }
      : task;
  });
}

/** All judged tasks of one zone, two at least, and none of another one. */
export function zoneDown(
  judged: readonly ExaminedTask[],
): { readonly diagnosis: Diagnosis; readonly tasks: readonly ExaminedTask[] } | undefined {
  const down = judged.filter((task) => task.diagnosis.status === 'DOWN');
  const [zone, ...others] = new Set(down.map(({ evidence }) => evidence.zone));
  if (zone === undefined || others.length > 0 || down.length < 2) {
    return undefined;
  }
  // What its load balancer has not let in (again) does not show that the other zones are well.
  const elsewhere = judged.filter(({ evidence, diagnosis: { status } }) => evidence.zone !== zone && status !== 'OUT_OF_SERVICE');
  // A task whose zone is not known may be of this one.
  if (elsewhere.length < 2 || judged.some(({ evidence }) => evidence.zone === undefined)) {
    return undefined;
  }
  if (judged.some(({ evidence, diagnosis: { status } }) => evidence.zone === zone && status !== 'DOWN')) {
    return undefined;
  }
  const faults = [...new Set(down.map((task) => task.diagnosis.fault))].join(', ');
  return {
    diagnosis: {
      ...diagnosis('ZONE_DOWN', [
        `all ${down.length} tasks in zone ${zone} are down (${faults}), and all ${elsewhere.length} in other zones are not`,
        ...down[0].diagnosis.evidence,
      ]),
      layer: down[0].diagnosis.layer,
    },
    tasks: down,
  };
}
