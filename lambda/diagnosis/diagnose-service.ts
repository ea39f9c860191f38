import { crashesOf, lackOfTasks, present } from './capacity';
import { isShared, reviseComponents, troubledDependencies } from './dependencies';
import { Deployment, deploymentOf, overdueEvidence } from './deployment';
import type { ExaminedTask, ServiceEvidence } from './evidence';
import { diagnosis, FAULTS, RESTART_HELPS } from './faults';
import { judgeFrontDoor } from './front-door';
import type { Plan } from '../../src/verification/plan';
import type { Diagnosis, Fault, Status, TargetProbe } from '../report/report';

/** What of a plan the diagnosis of a service needs. */
export type ServiceTerms = Pick<Plan, 'systemicShare' | 'timing'>;

/** What the prober found beside the tasks. */
export interface ServiceProbes {
  /** What the service needs, named as its components are. */
  readonly dependencies: readonly TargetProbe[];
  /** Where clients come in. */
  readonly frontDoor?: TargetProbe;
}

export interface ServiceDiagnosis {
  readonly service: Diagnosis;
  /** In the order given; some with another root cause, now that all are known. */
  readonly tasks: readonly ExaminedTask[];
  /** The deployment that is not over, or failed. */
  readonly deployment?: Deployment;
  /** Tasks that stopped by themselves lately. */
  readonly crashes: number;
}

/**
 * The service's root cause is the first of these that holds: what concerns all tasks, then what concerns some of them from the lowest
 * layer up, then what only warns. Tasks that come and go say nothing about a service that otherwise is well.
 */
export const PRECEDENCE: readonly Fault[] = [
  'EDGE', // only where no task is down, so that it hides nothing worse; a deployment does not explain it
  'DEPLOYING', 'SYSTEMIC', 'DEPENDENCY_DOWN',
  'HOST_UNREACHABLE', 'PORT_FILTERED', 'PORT_CLOSED', 'TLS_INVALID', 'HUNG', 'LIVENESS_FAILED', 'ENDPOINT_MISSING', 'COMPONENT_DOWN',
  'LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER_MISCONFIGURED',
  'CAPACITY', 'CONTAINER_CHECK_BROKEN', 'PORT_EXPOSED', 'SLOW', 'TLS_EXPIRING', 'REPLACING',
  'HEALTHY', 'PROBER_FAULT', 'STARTING', 'DRAINING',
];

/** Whether anything is known about a task's health: not while it comes or goes, nor when the prober failed. */
export function isJudged({ diagnosis: { status } }: ExaminedTask): boolean {
  return status === 'UP' || status === 'DEGRADED' || status === 'DOWN';
}

/**
 * The service's diagnosis from those of its tasks, and the tasks' own, revised where all of them together show another cause.
 *
 * @param now milliseconds since the epoch
 */
export function diagnoseService(
  examined: readonly ExaminedTask[], service: ServiceEvidence, { dependencies, frontDoor }: ServiceProbes, terms: ServiceTerms, now: number,
): ServiceDiagnosis {
  const troubled = troubledDependencies(dependencies);
  const tasks = reviseComponents(examined, troubled, examined.filter(isJudged).length, terms.systemicShare);
  const door = judgeFrontDoor(frontDoor, tasks);
  const lack = lackOfTasks(tasks, service, terms.timing, now);
  const deployment = deploymentOf(service, terms.timing, now);
  const candidates = [lack, door.cause, deploying(inOrder(tasks), service, deployment, lack)];
  const cause = rootCause(inOrder(tasks), candidates, terms.systemicShare);
  const overdue = overdueEvidence(deployment, terms.timing);
  const asides = [...door.aside ? [door.aside] : [], ...troubled.map(({ why }) => why), ...unjudged(cause, tasks), ...overdue];
  const evidence = [...cause.evidence, ...asides.filter((line) => !cause.evidence.includes(line))];
  const verdict = { ...cause, status: statusOf(cause, tasks), evidence };
  return { service: verdict, tasks, ...deployment ? { deployment } : {}, crashes: crashesOf(service, now) };
}

function rootCause(tasks: readonly ExaminedTask[], others: readonly (Diagnosis | undefined)[], share: number): Diagnosis {
  const blind = tasks.filter(({ diagnosis: { fault } }) => fault === 'PROBER_FAULT');
  // Whatever ECS says of the service: without one task that could be judged there is no verdict.
  if (blind.length > 0 && !tasks.some(isJudged)) return common('PROBER_FAULT', blind, tasks);
  const candidates = [...others, systemic(tasks, share), ...byFault(tasks)];
  for (const fault of PRECEDENCE) {
    const found = candidates.find((candidate) => candidate?.fault === fault);
    if (found) return found;
  }
  return diagnosis('HEALTHY', ['no task is wanted and none runs']);
}

/** Only as long as the contract allows: a deployment that never ends would hide every fault for ever. */
function deploying(
  tasks: readonly ExaminedTask[], service: ServiceEvidence, deployment: Deployment | undefined, lack: Diagnosis | undefined,
): Diagnosis | undefined {
  if (!deployment?.inProgress || deployment.overdue) return undefined;
  const unwell = tasks.filter(({ diagnosis: { fault } }) => fault !== 'HEALTHY');
  if (unwell.length === 0 && !lack) return undefined;
  const since = deployment.since ? ` since ${deployment.since}` : '';
  return diagnosis('DEPLOYING', [
    `a deployment is in progress${since}: ${tasks.length - unwell.length} of ${service.desired} tasks are well`,
    ...lack ? lack.evidence : [],
    ...unwell.slice(0, 1).flatMap(({ evidence, diagnosis: { fault, evidence: reasons } }) => [`task ${evidence.task}: ${fault}, ${reasons[0]}`]),
  ]);
}

/** One restartable fault on so many tasks that they must have the cause in common. */
function systemic(tasks: readonly ExaminedTask[], share: number): Diagnosis | undefined {
  const judged = tasks.filter(isJudged);
  const groups = PRECEDENCE
    .filter((fault) => RESTART_HELPS.has(FAULTS[fault].remedy))
    .map((fault) => ({ fault, sick: judged.filter((task) => task.diagnosis.fault === fault) }))
    .filter(({ sick }) => isShared(sick.length, judged.length, share))
    .sort((a, b) => b.sick.length - a.sick.length);
  if (groups.length === 0) return undefined;
  const [{ fault, sick }] = groups;
  const { evidence } = common(fault, sick, tasks);
  return { ...diagnosis('SYSTEMIC', [`more than ${share} of the judged tasks share one fault`, ...evidence]), layer: FAULTS[fault].layer };
}

function byFault(tasks: readonly ExaminedTask[]): Diagnosis[] {
  const faults = new Set(tasks.map((task) => task.diagnosis.fault));
  return [...faults].map((fault) => common(fault, tasks.filter((task) => task.diagnosis.fault === fault), tasks));
}

/** A fault that some tasks have, with what decided it on the first of them. */
function common(fault: Fault, having: readonly ExaminedTask[], tasks: readonly ExaminedTask[]): Diagnosis {
  const names = having.slice(0, 5).map(({ evidence }) => evidence.task);
  const more = having.length > names.length ? `, and ${having.length - names.length} more` : '';
  return diagnosis(fault, [`${fault} on ${having.length} of ${tasks.length} tasks (${names.join(', ')}${more})`, ...having[0].diagnosis.evidence]);
}

/** DOWN only when nothing is left that serves, or nobody gets to what does. */
function statusOf(cause: Diagnosis, tasks: readonly ExaminedTask[]): Status {
  const judged = tasks.filter(isJudged);
  if (cause.fault === 'EDGE') return cause.status;
  if (judged.length === 0) return (cause.fault === 'CAPACITY' || cause.fault === 'REPLACING') && present(tasks) === 0 ? 'DOWN' : cause.status;
  if (judged.every((task) => task.diagnosis.status === 'DOWN')) return 'DOWN';
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
