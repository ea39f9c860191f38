import { restartables, systemic, unsteadyAlike, zoneDown } from './common-cause';
import { reviseComponents, troubledDependencies } from './dependencies';
import { type Deployment, deploymentOf, isExcusing, isOf, overdueEvidence } from './deployment-state';
import type { ExaminedTask, ServiceEvidence } from './evidence';
import { isBeingStopped } from './excuses';
import { diagnosis, FAULTS, RESTART_HELPS } from './faults';
import { judgeFrontDoor } from './front-door';
import { failedBefore, type History, historyOf, recent, remember, type SeenTask, sharedTrouble } from './history';
import { missingTasks } from './missing-tasks';
import { isRefused, isUnadmitted } from './observations';
import { describeServing, isUnhealthy, isUnread, type Serving, servingOf } from './serving';
import type { Plan } from '../../src/shared/plan';
import type { TargetProbe } from '../shared/check-result';
import type { Diagnosis, Fault, Status } from '../shared/verdict';

/** What of a plan the diagnosis of a service needs. */
export type ServiceTerms = Pick<Plan, 'systemicShare' | 'timing' | 'minimumServing' | 'worker'>;

/** What the prober found beside the tasks. */
export interface ServiceProbes {
  /** What the service needs, named as its components are. */
  readonly dependencies: readonly TargetProbe[];
  /** Where clients come in. */
  readonly frontDoor?: TargetProbe;
}

export interface ServiceDiagnosis {
  /** The gravest fault. */
  readonly service: Diagnosis;
  /** Faults that are independent of it, the gravest first. */
  readonly further: readonly Diagnosis[];
  /** In the order given; some with another root cause, now that all are known. */
  readonly tasks: readonly ExaminedTask[];
  readonly serving: Serving;
  /** The deployment that is not over, or failed. */
  readonly deployment?: Deployment;
  /** Tasks that stopped by themselves lately. */
  readonly crashes: number;
  /** For the next verification. */
  readonly history: History;
}

/**
 * The service's root cause is the first of these that holds: what concerns all tasks, then what concerns some of them from the lowest
 * layer up, then what only warns. Tasks that come and go say nothing about a service that otherwise is well.
 */
export const PRECEDENCE: readonly Fault[] = [
  'FRONT_DOOR_DOWN', // only where no task is down, so that it hides nothing worse; a deployment does not explain it
  'ZONE_DOWN', 'SYSTEMIC', 'DEPENDENCY_DOWN',
  'HOST_LOST', 'HOST_UNREACHABLE', 'PORT_FILTERED', 'PORT_CLOSED', 'LISTENS_ELSEWHERE', 'TLS_INVALID', 'OTHER_PROTOCOL',
  'OUT_OF_MEMORY', 'CRASH_LOOP', 'HUNG', 'LIVENESS_FAILED', 'REQUEST_REFUSED', 'ENDPOINT_MISSING', 'COMPONENT_DOWN',
  'DOES_NOT_START', 'STUCK_OUT_OF_SERVICE',
  'LOAD_BALANCER_FAULT', 'LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER_MISCONFIGURED',
  'TOO_FEW_SERVE', 'TASKS_MISSING',
  'OVERLOADED', 'UNSTEADY', 'PROBER_CUT_OFF', 'CONTAINER_CHECK_BROKEN', 'CHECK_NEAR_TIMEOUT', 'PORT_EXPOSED', 'SLOW', 'TLS_EXPIRING',
  'DEPLOYING', 'REPLACING', 'LOAD_BALANCER_RETURNING',
  'HEALTHY', 'PROBER_FAULT', 'STARTING', 'DRAINING',
];

/** Faults of which one task's says nothing of the service as long as others are well. */
const PASSING: readonly Fault[] = ['HEALTHY', 'PROBER_FAULT', 'STARTING', 'DRAINING', 'LOAD_BALANCER_RETURNING'];

/** Faults that all tasks have, or that each new task would have again: beside one of them no restart of a single task helps. */
export const NO_RESTART: readonly Fault[] = ['SYSTEMIC', 'ZONE_DOWN', 'DEPENDENCY_DOWN', 'CRASH_LOOP', 'OUT_OF_MEMORY', 'TOO_FEW_SERVE'];

/** What ECS itself knows of tasks that do not come up, whether or not the prober sees any. */
const KNOWN_TO_ECS: readonly Fault[] = ['DOES_NOT_START', 'CRASH_LOOP', 'OUT_OF_MEMORY'];

/** Faults that are no task's own and say by themselves why few serve. */
const TELLS_OF_LACK: readonly Fault[] = ['CRASH_LOOP', 'OUT_OF_MEMORY', 'TASKS_MISSING'];

/** Whether anything is known about a task's health: not while it comes or goes, nor when the prober failed. */
export function isJudged({ diagnosis: { status } }: ExaminedTask): boolean {
  return status === 'UP' || status === 'DEGRADED' || status === 'DOWN';
}

/**
 * The service's faults from those of its tasks, and the tasks' own, revised where all of them together show another cause.
 *
 * @param earlier what earlier verifications saw
 * @param now milliseconds since the epoch
 */
export function diagnoseService(
  examined: readonly ExaminedTask[], service: ServiceEvidence, { dependencies, frontDoor }: ServiceProbes, terms: ServiceTerms,
  earlier: History | undefined, now: number,
): ServiceDiagnosis {
  const { systemicShare: share, timing } = terms;
  const troubled = troubledDependencies(dependencies);
  const steady = unsteadyAlike(examined, earlier, now);
  const before = recent(earlier, now);
  const revised = reviseComponents(steady, troubled, steady.filter(isSeen).length, share, before !== undefined && sharedTrouble(before));
  const serving = servingOf(revised, service, terms, earlier, now);
  const deployment = deploymentOf(service, timing, before?.deployment, now);
  const lack = missingTasks(revised, service, timing, deployment, before?.desired, now);
  const door = judgeFrontDoor(frontDoor, revised);

  const ordered = inOrder(revised);
  // A deployment explains what fails of its own tasks, as long as it may take; that none serves it explains for a time only.
  const [own, others] = split(ordered, (task) => isExcusing(deployment) && isOf(deployment, task.evidence) && isUnwell(task));
  const known = diagnosesOf(others, before, share);
  const lacking = isExcusing(deployment) && !isCrash(lack.cause) ? undefined : lack.cause;
  const found = [door.cause, lacking, ...known, deploying(revised, own, service, deployment, lack.cause)].filter(
    (each) => each !== undefined,
  );
  const complete = withTooFew(found, serving);
  const isCommon = complete.some(({ fault }) => NO_RESTART.includes(fault));
  const careful = isCommon ? withoutRestart : terms.worker && before && isSpreading(revised, before) ? undecided : undefined;
  const all = inGravity(careful ? complete.map(careful) : complete);
  const tasks = careful ? revised.map((task) => changed(task, careful)) : revised;
  const [cause, ...further] =
    blindness(ordered, all, serving) ?? (all.length > 0 ? all : [diagnosis('HEALTHY', ['no task is desired and none runs'])]);
  const asides = [
    ...door.aside ? [door.aside] : [],
    ...troubled.map(({ why }) => why),
    ...unjudged(cause, tasks),
    ...overdueEvidence(deployment, timing),
  ];
  const evidence = [...cause.evidence, ...asides.filter((line) => !cause.evidence.includes(line))];
  const verdict = { ...cause, status: statusOf(cause, tasks, serving), evidence };
  const seen = new Map(tasks.map(({ evidence: { taskArn, startedAt, targets, targetsIncomplete }, view }): [string, SeenTask] => ([
    taskArn,
    {
      ...startedAt ? { startedAt } : {},
      ...view ? { view } : {},
      ...targetsIncomplete && targets.length === 0
        ? {}
        : { isUnadmitted: isUnadmitted(targets), ...isRefused(targets) ? { refused: targets } : {} },
    },
  ])));
  return {
    service: verdict,
    further: further.filter(({ fault }) => !PASSING.includes(fault)),
    tasks,
    serving,
    ...deployment ? { deployment } : {},
    crashes: lack.crashes,
    history: remember(earlier, {
      at: now,
      desired: service.desired,
      verdict,
      tooFew: serving.tooFew,
      uncertain: serving.uncertain,
      refusing: tasks.some(isUnhealthy),
      overdue: serving.overdue && !serving.isLastKnown,
      ...tasks.some(isUnread) ? {} : { refused: serving.serving === 0 && tasks.some(isRefusedWell) },
      tasks: seen,
      ...deployment?.inProgress ? { deployment } : {},
    }),
  };
}

function split<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

function isUnwell({ diagnosis: { fault } }: ExaminedTask): boolean {
  return fault !== 'HEALTHY';
}

function isCrash(cause: Diagnosis | undefined): boolean {
  return cause?.fault === 'CRASH_LOOP' || cause?.fault === 'OUT_OF_MEMORY';
}

/** Of what does not run yet nobody knows how it will be; what is well counts, even before the load balancer uses it. */
function isSeen(task: ExaminedTask): boolean {
  return task.evidence.lastStatus === 'RUNNING' && (isJudged(task) || task.view === 'WELL');
}

/** Whether the task answers well, and its load balancer does not use it for all that. */
function isRefusedWell({ diagnosis: { fault } }: ExaminedTask): boolean {
  return fault === 'LOAD_BALANCER_BLOCKED' || fault === 'LOAD_BALANCER_MISCONFIGURED';
}

/** Whether a task that is being stopped failed: what has it in common with those that are left is no less common for that. */
function hasFallen({ evidence: task }: ExaminedTask, before: History | undefined): boolean {
  return isBeingStopped(task) && (task.containerHealth === 'UNHEALTHY' || failedBefore(historyOf(before, task.taskArn, task.startedAt)));
}

/** Where the cause is common to all, no single restart helps: not of those either who have something else at the same time. */
function withoutRestart(each: Diagnosis): Diagnosis {
  return RESTART_HELPS.has(each.remedy) ? { ...each, remedy: 'ALERT' } : each;
}

/** As long as more tasks may follow, nobody knows whether the cause is common to them. */
function undecided(each: Diagnosis): Diagnosis {
  return RESTART_HELPS.has(each.remedy) ? { ...each, remedy: 'ALERT', alternatives: [...each.alternatives ?? [], 'SYSTEMIC'] } : each;
}

function changed(task: ExaminedTask, change: (each: Diagnosis) => Diagnosis): ExaminedTask {
  return { ...task, diagnosis: change(task.diagnosis), further: task.further.map(change) };
}

/**
 * Whether a task fails that did not fail in the latest verification, and others do not: containers are checked each at its own time, so
 * that what befalls all of them at once is seen of one after the other.
 */
function isSpreading(tasks: readonly ExaminedTask[], before: History): boolean {
  const judged = tasks.filter(isSeen);
  return judged.length > 1 && judged.some(({ diagnosis: { status }, evidence: { taskArn, startedAt } }) => (
    status === 'DOWN' && !failedBefore(historyOf(before, taskArn, startedAt))
  ));
}

/** What the tasks have: one cause of all that share it, and each fault of those that it does not explain. */
function diagnosesOf(tasks: readonly ExaminedTask[], before: History | undefined, share: number): Diagnosis[] {
  const judged = tasks.filter(isSeen);
  const zone = zoneDown(judged);
  const sick = restartables(judged);
  const fallen = tasks.filter((task) => hasFallen(task, before)).length;
  const shared = zone?.diagnosis ?? systemic(sick, judged.length, fallen, share);
  const explained = (zone?.tasks ?? (shared ? sick : [])).map((task) => task.diagnosis);
  const faults = new Map<Fault, ExaminedTask[]>();
  for (const task of tasks) {
    for (const found of [task.diagnosis, ...task.further]) {
      if (explained.includes(found)) { continue; }
      const having = faults.get(found.fault);
      if (having) { having.push(task); } else { faults.set(found.fault, [task]); }
    }
  }
  return [...shared ? [shared] : [], ...[...faults].map(([fault, having]) => common(fault, having, tasks))];
}

/** Without one task that could be judged there is no verdict on them, whatever ECS says of the service. */
function blindness(tasks: readonly ExaminedTask[], found: readonly Diagnosis[], serving: Serving): Diagnosis[] | undefined {
  const blind = tasks.filter(({ diagnosis: { fault } }) => fault === 'PROBER_FAULT');
  if (blind.length === 0) { return undefined; }
  const judged = tasks.filter(isJudged).length;
  const worst = found.filter(({ status, fault }) => status === 'DOWN' || (serving.overdue && fault === 'TOO_FEW_SERVE'));
  const isKnown = serving.overdue || found.some(({ fault }) => KNOWN_TO_ECS.includes(fault));
  if (judged === 0 ? isKnown : worst.length > 0 || blind.length <= judged) { return undefined; }
  return [common('PROBER_FAULT', blind, tasks)];
}

/** Only as long as the contract allows: a deployment that never ends would hide every fault for ever. */
function deploying(
  tasks: readonly ExaminedTask[], own: readonly ExaminedTask[], { desired }: ServiceEvidence, deployment: Deployment | undefined,
  lack: Diagnosis | undefined,
): Diagnosis | undefined {
  if (!isExcusing(deployment)) { return undefined; }
  const unwell = tasks.filter(({ diagnosis: { fault } }) => fault !== 'HEALTHY');
  if (own.length === 0 && unwell.length === 0 && !lack) { return undefined; }
  const since = deployment.since ? ` since ${deployment.since}` : '';
  return diagnosis('DEPLOYING', [
    `a deployment is in progress${since}: ${tasks.length - unwell.length} of ${desired} tasks are well`,
    ...lack ? lack.evidence : [],
    ...[...own, ...unwell]
      .slice(0, 1)
      .flatMap(({ evidence, diagnosis: { fault, evidence: reasons } }) => [`task ${evidence.task}: ${fault}, ${reasons[0]}`]),
  ]);
}

/** That too few serve is told where no fault that people are told of, or that is acted on, says it already. */
function withTooFew(found: readonly Diagnosis[], serving: Serving): readonly Diagnosis[] {
  const isTold = found.some(({ fault }) => FAULTS[fault].status === 'DOWN' || TELLS_OF_LACK.includes(fault));
  if (!serving.overdue || isTold) { return found; }
  const excuses = found.flatMap(({ fault, evidence }) => evidence.slice(0, 1).map((line) => `${fault}: ${line}`));
  return [...found, diagnosis('TOO_FEW_SERVE', [`${describeServing(serving)}, for ${serving.tooFewSeconds} s at least`, ...excuses])];
}

/** The gravest first. */
function inGravity(found: readonly Diagnosis[]): Diagnosis[] {
  return [...found].sort((a, b) => PRECEDENCE.indexOf(a.fault) - PRECEDENCE.indexOf(b.fault));
}

/** A fault that some tasks have, with what decided it on the first of them. */
function common(fault: Fault, having: readonly ExaminedTask[], tasks: readonly ExaminedTask[]): Diagnosis {
  const names = having.slice(0, 5).map(({ evidence }) => evidence.task);
  const more = having.length > names.length ? `, and ${having.length - names.length} more` : '';
  const found = [having[0].diagnosis, ...having[0].further].find((each) => each.fault === fault)!;
  return { ...found, evidence: [`${fault} on ${having.length} of ${tasks.length} tasks (${names.join(', ')}${more})`, ...found.evidence] };
}

/** DOWN only when nothing is left that serves, or nobody gets to what does. */
function statusOf(cause: Diagnosis, tasks: readonly ExaminedTask[], { serving, desired }: Serving): Status {
  const judged = tasks.filter(isJudged);
  if (cause.fault === 'FRONT_DOOR_DOWN') { return cause.status; }
  if (judged.length === 0) {
    const lacks: readonly Fault[] = ['TASKS_MISSING', 'REPLACING', 'TOO_FEW_SERVE', 'DOES_NOT_START', 'CRASH_LOOP', 'OUT_OF_MEMORY'];
    return lacks.includes(cause.fault) && desired > 0 && serving === 0 ? 'DOWN' : cause.status;
  }
  if (judged.every((task) => task.diagnosis.status === 'DOWN')) { return 'DOWN'; }
  if (cause.fault === 'PROBER_FAULT') { return cause.status; }
  return cause.fault === 'HEALTHY' ? 'UP' : 'DEGRADED';
}

function unjudged(cause: Diagnosis, tasks: readonly ExaminedTask[]): string[] {
  const blind = tasks.filter((task) => task.diagnosis.fault === 'PROBER_FAULT').length;
  return blind > 0 && cause.fault !== 'PROBER_FAULT' ? [`${blind} of ${tasks.length} tasks could not be judged`] : [];
}

/** The same verdict in whatever order AWS lists the tasks. */
function inOrder(tasks: readonly ExaminedTask[]): ExaminedTask[] {
  return [...tasks].sort((a, b) => (a.evidence.taskArn < b.evidence.taskArn ? -1 : 1));
}
