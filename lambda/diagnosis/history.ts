import type { TargetEvidence, View } from './evidence';
import type { TimingPlan } from '../../src/shared/plan';
import type { Diagnosis, Fault } from '../shared/verdict';

/** A load balancer's refusal. */
export interface Refused {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly targets: readonly TargetEvidence[];
}

/** What earlier verifications saw of one task. */
export interface TaskHistory {
  /** ISO time at which the task that was seen had started: another start is another task. */
  readonly startedAt?: string;
  /** The latest views, the oldest first. */
  readonly views: readonly View[];
  /** Milliseconds since the epoch from which on every verification had the latest view. */
  readonly since: number;
  /** Milliseconds since the epoch of the first verification that saw it. */
  readonly first: number;
  /** Whether any of them saw it well. */
  readonly wasWell: boolean;
  /** Milliseconds since the epoch from which on it was well in every verification, and not used by its load balancer. */
  readonly unadmittedSince?: number;
  /** What its load balancer said in the latest verification that read it, if it refused the task then. */
  readonly refused?: Refused;
  /** Whether it changed so often that one answer outweighs no other, and has not been steady since. */
  readonly isUnsteady?: true;
  /** Milliseconds since the epoch at which it last answered its liveness again, after it had been well, then hung. */
  readonly recoveredAt?: number;
}

/** What was wrong with a service when something was last, for the message about an alarm that comes when all is well again. */
export interface PassedFault extends Pick<Diagnosis, 'status' | 'fault' | 'alternatives' | 'layer' | 'remedy' | 'evidence'> {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What earlier verifications of a service saw. It is plain data, handed in and handed out; where it is absent nothing is known of earlier,
 * which only ever makes a verdict more careful.
 */
export interface History {
  /** Milliseconds since the epoch of the first verification in it. */
  readonly began: number;
  /** Milliseconds since the epoch of the latest one. */
  readonly at: number;
  /** By ARN; of the tasks that the latest verification found. */
  readonly tasks: Readonly<Record<string, TaskHistory>>;
  /** How many tasks were desired. */
  readonly desired: number;
  /** The service's fault, and since when every verification found it. */
  readonly fault: Fault;
  readonly faultSince: number;
  /** Since when too few tasks serve, and no verification has seen for certain that enough do. */
  readonly tooFewSince?: number;
  /** Since when that enough tasks serve is only likely, in every verification. */
  readonly uncertainSince?: number;
  /** Milliseconds since the epoch of the latest verification that read everything and found that too few have served for too long. */
  readonly overdueAt?: number;
  /** Milliseconds since the epoch at which its load balancer, when it was read last, used no task, and refused some that were well. */
  readonly refusedAt?: number;
  /** Milliseconds since the epoch of the latest verification that found an unsteady task, or took one for it. */
  readonly unsteadyAt?: number;
  readonly passed?: PassedFault;
  /** The deployment in progress, and the first verification that saw it, in milliseconds since the epoch. */
  readonly deployment?: { readonly id?: string; readonly since: number };
}

/** What this verification sees, for the next ones. */
export interface Sighting {
  readonly at: number;
  readonly desired: number;
  readonly verdict: Diagnosis;
  readonly tooFew: boolean;
  /** Whether that enough serve is only likely. */
  readonly uncertain?: boolean;
  /** Whether a load balancer finds a task unhealthy. */
  readonly refusing?: boolean;
  /** Whether too few serve for too long, and nothing that says so was left unread. */
  readonly overdue?: boolean;
  /** Whether the load balancer uses no task, and refuses some that are well; absent where it could not be read. */
  readonly refused?: boolean;
  /** By ARN. */
  readonly tasks: ReadonlyMap<string, SeenTask>;
  /** The deployment in progress. */
  readonly deployment?: { readonly id?: string };
}

/** What this verification sees of one task. */
export interface SeenTask {
  readonly startedAt?: string;
  /** Absent where nothing is known of it. */
  readonly view?: View;
  /** Absent where its target groups could not be read. */
  readonly isUnadmitted?: boolean;
  /** What its load balancer says where it refuses the task. */
  readonly refused?: readonly TargetEvidence[];
}

/** Verifications further apart say nothing of the time in between. */
const LONGEST_GAP_MS = 150_000;
const MOST_VIEWS = 10;
/** Changes between well and not well, among the views that are remembered, from which on a task is unsteady. */
const UNSTEADY_CHANGES = 3;
/** For so long after an unsteady task, others that fail are taken for unsteady too; twice as long what was so itself. */
const UNSTEADY_MS = 600_000;

/** For how long a load balancer that cannot be read is taken to refuse what it refused last. */
const REFUSED_MS = 300_000;

/** Whether too few had served for too long when everything was read last, not too long ago. */
export function wasOverdue(history: History | undefined, now: number): boolean {
  return history?.overdueAt !== undefined && now - history.overdueAt <= REFUSED_MS;
}

/**
 * Since when too few tasks serve that do so now. What a load balancer refuses now, it may have refused as long as nobody could read it;
 * what has just been lost served until then.
 */
export function lackSince(history: History | undefined, refusing: boolean, now: number): number {
  return history?.tooFewSince ?? (refusing ? history?.uncertainSince : undefined) ?? now;
}

/** Whether the load balancer refused the service when it was last read, not too long ago: it refuses its new tasks as well. */
export function wasRefused(history: History | undefined, now: number): boolean {
  return history?.refusedAt !== undefined && now - history.refusedAt <= REFUSED_MS;
}

/**
 * How a load balancer refused a task when it was last read, not too long ago, although the task had been well for as long as it needs to
 * let one in: what it had yet to count says nothing of now.
 */
export function refusedLately(history: TaskHistory | undefined, { target, container }: TimingPlan, now: number): Refused | undefined {
  const { refused, unadmittedSince } = history ?? {};
  if (!refused || unadmittedSince === undefined || now - refused.at > REFUSED_MS) { return undefined; }
  return refused.at - unadmittedSince >= 1000 * (target ?? container).recoversSeconds ? refused : undefined;
}

/** The history as far as it still says something now. */
export function recent(history: History | undefined, now: number): History | undefined {
  return history && now >= history.at && now - history.at <= LONGEST_GAP_MS ? history : undefined;
}

/** The history of a task, if it is still the one that was seen. */
export function historyOf(history: History | undefined, taskArn: string, startedAt: string | undefined): TaskHistory | undefined {
  const known = history?.tasks[taskArn];
  // What had not started yet when it was seen has started since.
  return known && (known.startedAt ?? startedAt) === startedAt ? known : undefined;
}

/** Milliseconds for which a task has had this view, as far as is known. */
export function lastedMs(history: TaskHistory | undefined, view: View | undefined, now: number): number {
  return view !== undefined && isSame(history?.views.at(-1), view) ? now - history!.since : 0;
}

/** Whether a task was unsteady lately: it may have been replaced, and what replaced it been seen too seldom to tell. */
export function wasUnsteady(history: History | undefined, now: number): boolean {
  return history?.unsteadyAt !== undefined && now - history.unsteadyAt <= UNSTEADY_MS;
}

/** Whether a task had been well, then hung, and has just recovered by itself. */
export function isBack(history: TaskHistory | undefined, view: View | undefined): boolean {
  return history?.wasWell === true && history.views.at(-1) === 'HUNG' && (view === 'WELL' || view === 'ALIVE');
}

/** Whether a task hung, and recovered by itself, lately. */
export function hasRecovered(history: History | undefined, now: number): boolean {
  return Object.values(history?.tasks ?? {}).some(({ recoveredAt }) => recoveredAt !== undefined && now - recoveredAt <= UNSTEADY_MS);
}

/** Whether a task has had the same view in as many verifications as can be remembered. */
export function isSteady(history: TaskHistory | undefined, view: View | undefined): boolean {
  return history?.views.length === MOST_VIEWS && history.views.every((each) => isSame(each, view));
}

function isFailing(view: View | undefined): boolean {
  return view === 'ALIVE' || isDead(view);
}

function isDead(view: View | undefined): boolean {
  return view === 'UNWELL' || view === 'HUNG';
}

/** How it fails is no other view: those who check it see it fail all the same. */
function isSame(one: View | undefined, other: View | undefined): boolean {
  return one === other || (isFailing(one) && isFailing(other));
}

/**
 * How a task is unsteady, in words: it changed between well and not well, or between answering its liveness and not, so often that one
 * answer outweighs no other, or hangs again after it recovered by itself; and after that until it is steady again.
 */
export function unsteadiness(history: TaskHistory | undefined, view: View | undefined, now: number): string | undefined {
  const { views = [], isUnsteady, since = now, recoveredAt } = history ?? {};
  // One pass without a copy: every task of every verification comes by here, and most are well.
  let [wellChanges, aliveChanges] = [0, 0];
  let last: View | undefined;
  for (let at = Math.max(0, views.length + (view ? 1 : 0) - MOST_VIEWS); at <= views.length; at += 1) {
    const each = at < views.length ? views[at] : view;
    if (each !== 'WELL' && !isFailing(each)) { continue; }
    if (last && !isSame(each, last)) { wellChanges += 1; }
    if (last && isDead(each) !== isDead(last)) { aliveChanges += 1; }
    last = each;
  }
  const changes = Math.max(wellChanges, aliveChanges);
  const isStill = isUnsteady && (changes > 0 || (last !== 'WELL' && now - since < 2 * UNSTEADY_MS));
  if (changes >= UNSTEADY_CHANGES) { return `it changed ${changes} times within ${Math.min(views.length + 1, MOST_VIEWS)} verifications`; }
  if (isStill) { return `it changed often, and has not been steady for ${MOST_VIEWS} verifications since`; }
  if (view !== 'HUNG' || recoveredAt === undefined || now - recoveredAt > 2 * UNSTEADY_MS) { return undefined; }
  return `it recovered by itself ${Math.floor((now - recoveredAt) / 1000)} s ago, and hangs again`;
}

/** Whether a task that is being stopped failed before. */
export function failedBefore(history: TaskHistory | undefined): boolean {
  return isFailing(history?.views.filter((view) => view !== 'LEAVING').at(-1));
}

/** Whether the latest verification found what all tasks need down, and several of them failing. */
export function sharedTrouble({ fault, tasks }: History): boolean {
  return fault === 'DEPENDENCY_DOWN' && Object.values(tasks).filter(({ views }) => isFailing(views.at(-1))).length > 1;
}

function isWellAsEver({ views, isUnsteady, unadmittedSince, refused }: TaskHistory): boolean {
  const isPlain = !isUnsteady && unadmittedSince === undefined && !refused;
  return isPlain && views.length === MOST_VIEWS && views.every((view) => view === 'WELL');
}

/** Two looks of an alarm's window see the fault, and its action comes within minutes. */
const PASSED_MS = 900_000;
const MOST_LINES = 2;

/** ECS replaces what has failed: that hides no fault that came before it. */
function passedFault(before: PassedFault | undefined, verdict: Diagnosis, at: number): PassedFault | undefined {
  const { fault, alternatives, layer, remedy, evidence, status } = verdict;
  const known = before && at - before.at <= PASSED_MS ? before : undefined;
  if (status !== 'DOWN' && status !== 'DEGRADED' || (remedy === 'WAIT' && known)) { return known; }
  return { status, fault, ...alternatives ? { alternatives } : {}, layer, remedy, evidence: evidence.slice(0, MOST_LINES), at };
}

/** The history with what this verification sees. Bounded: ten views of each task that exists now. */
export function remember(history: History | undefined, sighting: Sighting): History {
  const { at, desired, verdict, tooFew, uncertain, refusing = false, overdue, refused: isServiceRefused, tasks, deployment } = sighting;
  const { fault } = verdict;
  const before = recent(history, at);
  const remembered = [...tasks].flatMap(([arn, { startedAt, view, isUnadmitted, refused: refusedNow }]): [string, TaskHistory][] => {
    const known = historyOf(before, arn, startedAt);
    // What could not be seen changes nothing of what was.
    if (!view) { return known ? [[arn, known]] : []; }
    // What is as it ever was is remembered as it is: most tasks of most verifications.
    if (known && view === 'WELL' && isUnadmitted !== true && !refusedNow && isWellAsEver(known)) { return [[arn, known]]; }
    const same = isSame(known?.views.at(-1), view);
    const refused = refusedNow ? { at, targets: refusedNow } : isUnadmitted === undefined ? known?.refused : undefined;
    const isAdmitted = view !== 'WELL' || isUnadmitted === false;
    const unadmittedSince = isAdmitted ? undefined : known?.unadmittedSince ?? (isUnadmitted ? at : undefined);
    const recoveredAt = isBack(known, view) ? at : known?.recoveredAt;
    return [[arn, {
      ...startedAt ? { startedAt } : {},
      views: [...known?.views ?? [], view].slice(-MOST_VIEWS),
      since: same ? known!.since : at,
      first: known?.first ?? at,
      wasWell: view === 'WELL' || known?.wasWell === true,
      ...unadmittedSince === undefined ? {} : { unadmittedSince },
      ...refused ? { refused } : {},
      ...unsteadiness(known, view, at) === undefined ? {} : { isUnsteady: true },
      ...recoveredAt === undefined ? {} : { recoveredAt },
    }]];
  });
  const isUnsteady = remembered.some(([, task]) => task.isUnsteady);
  // Who fails as long as it is remembered ends it.
  const unsteadyAt = isUnsteady || fault === 'UNSTEADY' ? at : before?.unsteadyAt;
  // What is known for certain lasts until enough are seen to serve.
  const overdueAt = overdue ? at : tooFew || uncertain ? before?.overdueAt : undefined;
  const tooFewSince = tooFew ? lackSince(before, refusing, at) : uncertain ? before?.tooFewSince : undefined;
  const refusedAt = isServiceRefused ? at : isServiceRefused === undefined ? before?.refusedAt : undefined;
  const passed = passedFault(before?.passed, verdict, at);
  const isSameDeployment = deployment !== undefined && before?.deployment !== undefined && before.deployment.id === deployment.id;
  return {
    began: before?.began ?? at,
    at,
    tasks: Object.fromEntries(remembered),
    desired,
    fault,
    faultSince: before?.fault === fault ? before.faultSince : at,
    ...tooFewSince === undefined ? {} : { tooFewSince },
    ...uncertain ? { uncertainSince: before?.uncertainSince ?? at } : {},
    ...overdueAt === undefined ? {} : { overdueAt },
    ...refusedAt === undefined ? {} : { refusedAt },
    ...unsteadyAt === undefined ? {} : { unsteadyAt },
    ...passed ? { passed } : {},
    ...deployment
      ? { deployment: { ...deployment.id ? { id: deployment.id } : {}, since: isSameDeployment ? before.deployment!.since : at } }
      : {},
  };
}
