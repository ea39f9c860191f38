import type { History } from './history';
import type { Act, Chronicle, Execution, Reading } from './readings';
import { type Service, serves, type Task } from './world';

/**
 * What must hold, whatever happens. What concerns the service is said of the moment at which it was read for the decision that led to
 * the act (see `Reading`): what changes later than that nobody can know. What concerns recovery itself (one at a time, the budget, the
 * record, the age of what was read) is said of the moment at which the act happened, with no exception.
 */
const PROPERTIES = {
  'one at a time': oneAtATime,
  'recorded first': recordedFirst,
  'within the budget': withinBudget,
  'soon after reading': soonAfterReading,
  'fresh diagnosis': eachAct(freshDiagnosis),
  'failing for sure': eachAct(failingForSure),
  'same task': eachAct(sameTask),
  'not draining': eachAct(notDraining),
  'not deploying': eachAct(notDeploying),
  'not systemic': eachAct(notSystemic),
  'enough others serve': eachAct((act, history) => act.kind === 'ASK' || enoughServe(act, history)),
  'not protected': eachAct(({ kind, reading, taskArn }) => kind === 'ASK' || find(reading.protection, taskArn)?.isProtected === false),
  'no act in maintenance': eachAct(({ reading }, { maintenance }) => !maintenance || !isWithin(maintenance, reading.decidedAt!)),
  'no act when switched off': eachAct(({ reading }) => reading.switch?.switchedOff === false),
  'no act when observing': eachAct((_act, { isObserving }) => !isObserving),
  'no verdict without a look': verdictAfterLook,
  'the guard that is named is the reason': namedTruly,
  'nothing breaks': ({ broken }) => broken.length === 0,
  'every execution ends': everyExecutionEnds,
  'people are told': peopleAreTold,
  'the lock is given back': lockGivenBack,
} satisfies Readonly<Record<string, (chronicle: Chronicle, history: History) => boolean>>;

export type PropertyName = keyof typeof PROPERTIES;

/** The names of the properties that do not hold. */
export function violations(chronicle: Chronicle, history: History): PropertyName[] {
  return (Object.keys(PROPERTIES) as PropertyName[]).filter((name) => !PROPERTIES[name](chronicle, history));
}

/** Between an act and the end of the recovery that did it, nobody else does anything. */
function oneAtATime({ acts, executions, released }: Chronicle): boolean {
  return acts.every((act, index) => {
    const releases = released.filter(({ execution, at }) => execution === act.execution && at >= act.at).map(({ at }) => at);
    const over = Math.min(...releases, endOf(act, executions));
    return acts.slice(index + 1).every((later) => later.execution === act.execution || later.at >= over);
  });
}

function endOf({ execution }: Act, executions: readonly Execution[]): number {
  return executions.find(({ id }) => id === execution)?.ended ?? Infinity;
}

/** A restart is done by who holds the lock, once for each record, and a task is stopped once. */
function recordedFirst({ acts }: Chronicle): boolean {
  const restarts = acts.filter(({ kind }) => kind !== 'ASK');
  const stops = acts.filter(({ kind }) => kind === 'STOP').map(({ taskArn }) => taskArn);
  const isRecorded = restarts.every(({ recorded, holder, execution }, index) => recorded >= index + 1 && holder === execution);
  return isRecorded && new Set(stops).size === stops.length;
}

/** Never more than `restarts` in a window, which doubles whenever the day has seen as many again. */
function withinBudget({ acts }: Chronicle, { restarts, windowSeconds }: History): boolean {
  const times = acts.filter(({ kind }) => kind !== 'ASK').map(({ reading }) => reading.decidedAt!);
  return times.every((at, index) => {
    const before = index; // all histories are shorter than a day
    const window = windowSeconds * 1_000 * 2 ** Math.max(0, Math.floor(before / restarts) - 1);
    const earlier = times[index - restarts];
    return earlier === undefined || at - earlier >= Math.min(window, 86_400_000);
  });
}

/** From the decision to the act lie the record and the act's own call; no wait, no question, no other look. */
function soonAfterReading({ acts }: Chronicle): boolean {
  return acts.every(({ at, reading }) => at - reading.decidedAt! <= 120_000);
}

function freshDiagnosis({ reading: { lookedAt, decidedAt } }: Act): boolean {
  return lookedAt !== undefined && Math.abs(decidedAt! - lookedAt) <= 60_000;
}

/** It did not answer the prober as it should, and ECS said of the service what it does. */
function failingForSure({ reading, taskArn }: Act): boolean {
  const { probed, service } = reading;
  const asked = find(reading.seen, taskArn);
  const answered = probed?.service.tasks.find(
    ({ address, stage }) => address === asked?.address && stage !== 'STOPPED' && stage !== 'PENDING',
  );
  return service !== undefined && answered !== undefined && probed!.answered.includes(taskArn) && !answers(answered, probed!.at);
}

/** The one that the recovery found at first, told by start time and address as well. */
function sameTask({ reading, taskArn }: Act): boolean {
  const { startedAt, address } = reading.decided!.task!;
  const now = find(reading.identified, taskArn);
  return now !== undefined && now.address === address && now.startedAt === Date.parse(startedAt ?? '');
}

function notDraining({ reading, taskArn }: Act): boolean {
  const [seen, identified] = [find(reading.seen, taskArn), find(reading.identified, taskArn)];
  const comesOrGoes = [seen, identified].some((task) => task !== undefined && (task.wanted !== 'RUNNING' || task.stage !== 'RUNNING'));
  // One that still boots cannot say that it is out of service.
  const probed = find(reading.probed?.service, taskArn);
  const isOut = probed?.condition === 'out of service' && probed.bootedAt <= reading.probed!.at;
  return !comesOrGoes && !isOut && (reading.service?.desired ?? 0) > 0;
}

function notDeploying({ reading: { service, seen } }: Act): boolean {
  return [service, seen].every((one) => one?.deployments.length === 1 && one.deployments[0].rolloutState !== 'IN_PROGRESS');
}

/** Of those that are neither coming nor going, at most the share that is set fails, or one. */
function notSystemic({ reading: { seen, probed, confirmed } }: Act, { maxAffectedShare }: History): boolean {
  if (!probed) { return true; } // nobody ran that could be probed, and that is held against others of these properties
  const judged = (seen?.tasks ?? []).filter((task) => {
    const { arn, stage, wanted, isInTargetGroup, startedAt } = task;
    const isThere = stage === 'RUNNING' && wanted === 'RUNNING' && isInTargetGroup && probed.answered.includes(arn);
    // One that fails is looked up again, and counts once its startup time is over; the look began a little before the probe.
    const counts = answers(find(probed.service, arn), probed.at) || (isSame(task, find(confirmed, arn)) && probed.at - startedAt! > 65_000);
    return isThere && counts;
  }).map(({ arn }) => find(probed.service, arn)).filter((task) => task !== undefined && task.condition !== 'out of service');
  const failing = judged.filter((task) => !answers(task, probed.at));
  return failing.length < 2 || failing.length / judged.length <= maxAffectedShare;
}

/** All but the one that fails, where the deployments of the service keep all; or as many as are set. */
function enoughServe({ reading, taskArn }: Act, { minHealthyTasks }: History): boolean {
  return othersServing(reading, taskArn) >= (minHealthyTasks ?? Math.max(1, reading.service!.desired - 1));
}

/** Others that ECS described as serving, and that answered the prober. */
function othersServing({ seen, probed }: Reading, taskArn: string | undefined): number {
  return (seen?.tasks ?? []).filter(
    (task) =>
      probed
      && task.arn !== taskArn
      && serves({ ...task, condition: 'well', bootedAt: 0 }, probed.at)
      && answers(find(probed.service, task.arn), probed.at),
  ).length;
}

/** That all is well, or nothing is to be done, is only said after a look that came to something about the task, or about any. */
function verdictAfterLook({ executions }: Chronicle): boolean {
  return executions.flatMap(({ readings }) => readings).every(({ decided, probed, seen }) => {
    if (decided?.decision !== 'RECOVERED' && decided?.decision !== 'NOTHING_TO_DO') { return true; }
    if (!seen) { return false; }
    const { answered = [] } = probed ?? {};
    // Of one that comes or goes, ECS and the load balancer say enough.
    const asked = (probed?.asked ?? []).filter((arn) => find(seen, arn)?.isInTargetGroup);
    const task = decided.task?.taskArn;
    return task !== undefined && asked.includes(task) ? answered.includes(task) : asked.length === 0 || answered.length > 0;
  });
}

/**
 * Where several guards block, the message names the one that says most: that another recovery is at work rather than that this one did
 * not verify, that the verification failed rather than that it is old, that it is the only task rather than how many others must be
 * healthy.
 */
function namedTruly({ executions }: Chronicle, { minHealthyTasks }: History): boolean {
  return executions.flatMap(({ readings }) => readings).every((reading) => {
    const { decided, service, ledger, execution, lookedAt } = reading;
    if (decided?.decision !== 'BLOCKED') { return true; }
    switch (decided.guard) {
      case 'TOO_FEW_HEALTHY': return minHealthyTasks === 0 || service!.desired > 1 || othersServing(reading, decided.task?.taskArn) > 0;
      case 'UNKNOWN_DIAGNOSIS': return ledger?.holder === execution;
      case 'STALE_DIAGNOSIS': return lookedAt !== undefined;
      default: return true;
    }
  });
}

function everyExecutionEnds({ executions }: Chronicle): boolean {
  return executions.every(({ ended, states }) => ended !== undefined && states.length < 200);
}

/** Or the execution fails with a name that says that nobody was. */
function peopleAreTold({ executions, told }: Chronicle): boolean {
  return executions.every(({ id, error = '' }) => error.startsWith('NobodyWasAlerted') || told.some(({ execution }) => execution === id));
}

/** Unless DynamoDB has trouble for so long that the lock has to end by itself. */
function lockGivenBack({ executions, released }: Chronicle, { troubles }: History): boolean {
  return troubles.some(({ api }) => api === 'ledger') || executions.every(({ id, readings }) => (
    !readings.some(({ ledger }) => ledger?.holder === id) || released.some(({ execution }) => execution === id)));
}

function eachAct(holds: (act: Act, history: History) => boolean): (chronicle: Chronicle, history: History) => boolean {
  return ({ acts }, history) => acts.every((act) => holds(act, history));
}

/** Whether a prober finds it well, whatever ECS does with it. */
function answers(task: Task | undefined, at: number): boolean {
  return task !== undefined && (task.condition === 'well' || task.condition === 'slow') && task.bootedAt <= at;
}

function isSame(task: Task, later: Task | undefined): boolean {
  return (['wanted', 'stage', 'address', 'startedAt'] as const).every((name) => later !== undefined && later[name] === task[name]);
}

function find(service: Service | undefined, taskArn: string): Task | undefined {
  return service?.tasks.find(({ arn }) => arn === taskArn);
}

function isWithin({ start, end }: { readonly start: string; readonly end: string }, at: number): boolean {
  const times = [start, end, new Date(at).toISOString().slice(11, 16)];
  const [from, to, time] = times.map((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
  return (time - from + 1_440) % 1_440 < (to - from + 1_440) % 1_440;
}
