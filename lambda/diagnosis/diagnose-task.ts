import { diagnoseContainer } from './diagnose-container';
import { diagnoseTarget } from './diagnose-target';
import type { TargetEvidence, TaskEvidence } from './evidence';
import { diagnosis } from './faults';
import type { Plan } from '../../src/verification/plan';
import type { Diagnosis, Fault, TargetProbe } from '../report/report';

/** What of a plan the diagnosis of one task needs. */
export type TaskTerms = Pick<Plan, 'targetGroups' | 'timing' | 'worker' | 'deployment'>;

const STOPPING = ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED', 'DELETED'];
const NOT_YET_RUNNING = ['PROVISIONING', 'PENDING', 'ACTIVATING'];

/** A slow service explains why those who wait less long than the prober give up on it. */
const EXPLAINED_BY_SLOWNESS: readonly Fault[] = ['LOAD_BALANCER_BLOCKED', 'CONTAINER_CHECK_BROKEN'];

/**
 * The root cause of one task: what ECS is doing with it first, then what the probe found, and only where that is fine whether
 * the load balancer and the container's own check agree. Of a worker, which nobody can ask, what ECS says of its container.
 *
 * @param probe absent where the task has no address or the prober gave no answer
 * @param now milliseconds since the epoch
 */
export function diagnoseTask(task: TaskEvidence, probe: TargetProbe | undefined, terms: TaskTerms, now: number): Diagnosis {
  const lifecycle = inTransition(task);
  if (lifecycle) return lifecycle;
  if (terms.worker) return judgedByEcs(task, terms, now);
  if (!task.address || task.unprobed) return diagnosis('PROBER_FAULT', [task.unprobed ?? 'nobody knows an address of this task']);
  if (!probe) return diagnosis('PROBER_FAULT', ['the prober gave no answer for this task']);

  const own = diagnoseTarget(probe);
  if (own.fault === 'PROBER_FAULT') return own;
  const verdict = own.status === 'UP' || own.status === 'DEGRADED' ? crossChecked(own, task, terms) : { ...own, evidence: [...own.evidence, ...doubts(own, task)] };
  return verdict.fault === 'HEALTHY' ? verdict : starting(task, verdict, patienceFor(verdict, terms), now) ?? verdict;
}

/** Whether ECS is taking the task away, for whatever reason. */
export function isBeingStopped({ desiredStatus, lastStatus }: TaskEvidence): boolean {
  return desiredStatus === 'STOPPED' || STOPPING.includes(lastStatus);
}

/** A task that ECS or the load balancer is bringing in or taking out is not judged: acting on it would only cut that short. */
function inTransition(task: TaskEvidence): Diagnosis | undefined {
  if (isBeingStopped(task)) {
    return diagnosis('DRAINING', [`ECS is stopping the task: ${task.lastStatus}, desired ${task.desiredStatus}`]);
  }
  // unhealthy.draining is not a deregistration, but connections are being finished there too.
  const draining = task.targets.find(({ state, reason }) => state.endsWith('draining') || reason === 'Target.DeregistrationInProgress');
  if (draining) return diagnosis('DRAINING', [`the load balancer is draining the task: ${describeTarget(draining)}`]);
  if (NOT_YET_RUNNING.includes(task.lastStatus)) return diagnosis('STARTING', [`ECS is starting the task: ${task.lastStatus}`]);
  const initial = task.targets.find(({ state }) => state === 'initial');
  if (initial) return diagnosis('STARTING', [`the load balancer has not let the task in yet: ${describeTarget(initial)}`]);
  return undefined;
}

/**
 * How long a new task may be like that, in seconds. ECS counts failures of the container check from the end of its start period on, which
 * a long boot outlasts: the container is UNHEALTHY then until one check has seen it well.
 */
function patienceFor({ fault }: Diagnosis, { timing }: TaskTerms): number {
  return fault === 'CONTAINER_CHECK_BROKEN' ? timing.containerSeconds ?? timing.startupSeconds : timing.startupSeconds;
}

/** ECS needs its own time for a verdict, which begins when the startup is over. */
function judgedByEcs(task: TaskEvidence, terms: TaskTerms, now: number): Diagnosis {
  const verdict = diagnoseContainer(task);
  if (verdict.fault === 'HEALTHY' || !task.agentConnected) return verdict;
  const { timing, worker } = terms;
  const { startupSeconds, containerSeconds = startupSeconds } = timing;
  const patience = task.containerHealth === 'UNKNOWN' ? startupSeconds + (worker?.verdictSeconds ?? 0) : containerSeconds;
  return starting(task, verdict, patience, now) ?? verdict;
}

/** Whatever is wrong within the startup time is startup; a task that is well may count at once. */
function starting(task: TaskEvidence, verdict: Diagnosis, patience: number, now: number): Diagnosis | undefined {
  if (!task.startedAt) return diagnosis('STARTING', ['ECS names no start time of the task yet', ...verdict.evidence]);
  const age = Math.max(0, Math.floor((now - Date.parse(task.startedAt)) / 1000));
  if (age >= patience) return undefined;
  return diagnosis('STARTING', [`the task has run for ${age} s of the ${patience} s that its startup may take`, ...verdict.evidence]);
}

/** The probe is content: do those agree who decide about traffic and about the task's life? Traffic first, it is the worse loss. */
function crossChecked(own: Diagnosis, task: TaskEvidence, terms: TaskTerms): Diagnosis {
  const complaints = [...loadBalancerComplaint(task, terms), ...containerComplaint(task)];
  const weighty = complaints.filter(({ fault }) => own.fault !== 'SLOW' || !EXPLAINED_BY_SLOWNESS.includes(fault));
  if (weighty.length === 0) return { ...own, evidence: [...own.evidence, ...complaints.flatMap(({ evidence }) => evidence)] };
  return { ...weighty[0], evidence: [...weighty.flatMap(({ evidence }) => evidence), ...own.evidence] };
}

function loadBalancerComplaint({ targets }: TaskEvidence, { targetGroups, deployment }: TaskTerms): Diagnosis[] {
  if (targetGroups.length === 0) return [];
  if (targets.length === 0) return [diagnosis('LOAD_BALANCER_MISCONFIGURED', ['the task is registered with none of its target groups'])];
  // No listener uses them yet, so no load balancer has looked.
  if (deployment && !deployment.hasListener && targets.every(({ state }) => state === 'unused')) return [];
  const unhealthy = targets.filter(({ state }) => state === 'unhealthy');
  // A second group of a blue/green pair is unused by design as long as the first one lets the task in.
  const unwell = targets.some(({ state }) => state === 'healthy') ? unhealthy : targets;
  const wrong = unwell.find(({ reason }) => reason !== 'Target.Timeout');
  if (wrong) return [diagnosis('LOAD_BALANCER_MISCONFIGURED', [describeTarget(wrong)])];
  return unwell.slice(0, 1).map((target) => diagnosis('LOAD_BALANCER_BLOCKED', [describeTarget(target)]));
}

/** UNKNOWN is no fault: the container may have no check, or the agent may be out of reach. */
function containerComplaint({ containerHealth, agentConnected }: TaskEvidence): Diagnosis[] {
  return agentConnected && containerHealth === 'UNHEALTHY'
    ? [diagnosis('CONTAINER_CHECK_BROKEN', ['ECS says the container is UNHEALTHY, although it answers from outside'])]
    : [];
}

/** Where only the prober fails to reach a task, the prober's own way there is the first suspect. */
function doubts({ fault }: Diagnosis, { targets }: TaskEvidence): string[] {
  const admitted = (fault === 'PORT_FILTERED' || fault === 'HOST_UNREACHABLE') && targets.find(({ state }) => state === 'healthy');
  return admitted ? [`the load balancer does reach it (${describeTarget(admitted)}): look at the security group of the prober first`] : [];
}

/** A target's state in words for a person. */
export function describeTarget({ targetGroup, state, reason }: TargetEvidence): string {
  return `target group ${targetGroup} says ${state}${reason ? ` (${reason})` : ''}`;
}
