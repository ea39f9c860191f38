import type { TargetEvidence, TaskEvidence, View } from './evidence';
import { lastedMs, refusedLately, type TaskHistory, unsteadiness } from './history';
import { describeCheck, RIGHT } from './probe-evidence';
import type { NoticePlan, Plan } from '../../src/shared/plan';
import type { CheckName, CheckResult, Outcome, TargetProbe } from '../shared/check-result';

/** What each observer of a task can see. What is not seen is absent: it neither shows a cause nor contradicts one. */
export interface Sights extends Record<CheckName, Outcome> {
  /** Whether the right answers come close to the time that checks allow. */
  readonly pace: 'FAST' | 'NEAR_TIMEOUT';
  readonly loadBalancer: 'HEALTHY' | 'TIMEOUT' | 'MISMATCH' | 'FAILED' | 'UNREGISTERED' | 'UNAVAILABLE';
  /** What the prober is answered to the load balancer's own question. */
  readonly ownCheck: 'PASSED' | 'FAILED';
  readonly container: 'HEALTHY' | 'UNHEALTHY';
  readonly agent: 'CONNECTED' | 'LOST';
  /** Whether security groups let the load balancer's checks through to the task. */
  readonly path: 'OPEN' | 'BLOCKED';
  /** Whether the service uses all of the CPU that it may. */
  readonly load: 'EASY' | 'STARVED';
  /** What the same port of the service's other tasks does. */
  readonly sisters: 'ANSWER' | 'REFUSE' | 'SILENT';
  /** How it was before; OTHERS_WELL where nobody knows, and a task that was started no earlier is well. */
  readonly earlier: 'WELL' | 'OTHERS_WELL' | 'NEVER_WELL' | 'UNKNOWN' | 'UNSTEADY';
}

export type Observer = keyof Sights;

/** What one observer sees of one task. */
interface Observation<O extends Observer = Observer> {
  readonly saw: Sights[O];
  /** Whether it has had the time to notice what the prober sees now; what it believes before that contradicts nothing. */
  readonly settled: boolean;
  /** For a person. */
  readonly words: string;
}

/** What a check of the prober sees. */
type ProbeObservation = Omit<Observation, 'saw'> & { readonly saw: Outcome };

export type Observations = { readonly [O in Observer]?: Observation<O> };

/** What of a plan the observation of a task needs. */
export type ObservedPlan = Pick<Plan, 'targetGroups' | 'timing' | 'deployment' | 'liveness'>;

/** What is known of a task beside what is seen of itself now. */
export interface Surroundings {
  /** What the same port of the service's other tasks does; absent where nothing is known of it. */
  readonly sisters?: Sights['sisters'];
  /** Milliseconds since the epoch at which the latest of the tasks had started that are well now; absent where none is. */
  readonly wellStartedAt?: number;
  readonly history?: TaskHistory;
  /** Whether the service is remembered, so that a task without a history is one that has just come. */
  readonly isRemembered?: boolean;
}

/** What is well, or says nothing of how the task is; all else is trouble, and has a cause. */
const NO_TROUBLE: Readonly<Record<Observer, readonly string[]>> = {
  'network': ['OK'],
  'port': ['OK'],
  'closed-port': ['OK'],
  'certificate': ['OK'],
  'liveness': ['OK'],
  'readiness': ['OK'],
  'pace': ['FAST', 'NEAR_TIMEOUT'],
  'loadBalancer': ['HEALTHY'],
  'ownCheck': ['PASSED', 'FAILED'],
  'container': ['HEALTHY'],
  'agent': ['CONNECTED', 'LOST'],
  'path': ['OPEN', 'BLOCKED'],
  'load': ['EASY', 'STARVED'],
  'sisters': ['ANSWER', 'REFUSE', 'SILENT'],
  'earlier': ['WELL', 'OTHERS_WELL', 'NEVER_WELL', 'UNKNOWN'],
};

const OBSERVERS = Object.keys(NO_TROUBLE) as readonly Observer[];

/** Outcomes that say nothing of the target: the layer below did not answer, or the prober had trouble of its own. */
const NOTHING: readonly Outcome[] = ['SKIPPED', 'PROBER'];
/** From this share of the shortest time that a check allows, other checks may give up on an answer that the prober still gets. */
const NEAR = 0.6;

/** The observers that see trouble. */
export function troubled(observations: Observations): Observer[] {
  return OBSERVERS.filter((observer) => {
    const observation = observations[observer];
    return observation !== undefined && !NO_TROUBLE[observer].includes(observation.saw);
  });
}

/** What the prober's checks of one address saw. */
export function observeProbe(probe: TargetProbe): Observations {
  const observations: { [C in CheckName]?: ProbeObservation } = {};
  for (const result of probe.checks) {
    if (NOTHING.includes(result.outcome)) { continue; }
    const observer = observerOf(result);
    const seen: ProbeObservation = { saw: result.outcome, settled: true, words: describeCheck(result) };
    // An endpoint on a port of its own is of its layer: what is wrong there stands before what is well elsewhere.
    const known = observations[observer];
    if (!known || RIGHT.includes(known.saw)) {
      observations[observer] = seen;
    } else if (known.saw === seen.saw) {
      // Several ports may be open that must be closed.
      observations[observer] = { ...known, words: `${known.words}; ${seen.words}` };
    }
  }
  const { readiness } = observations;
  const alone = !probe.checks.some(({ check }) => check === 'liveness');
  // Readiness stands in where no liveness is probed, but that a part is down does not say that the process is.
  return alone && readiness && readiness.saw !== 'UNHEALTHY' ? { ...observations, liveness: readiness } : observations;
}

/** A bare TCP endpoint is a port, and so is what TLS could not even connect to. */
function observerOf({ check, layer, outcome }: CheckResult): CheckName {
  if (check === 'liveness' || check === 'readiness') { return layer === 'L4' ? 'port' : check; }
  return check === 'certificate' && (outcome === 'REFUSED' || outcome === 'UNREACHABLE') ? 'port' : check;
}

/** What a task's probe comes to, for its history. */
export function viewOf(observations: Observations): View | undefined {
  const answers = [observations.liveness, observations.readiness].filter((answer) => answer !== undefined);
  if (answers.some(({ saw }) => saw === 'OUT_OF_SERVICE')) { return 'OUT_OF_SERVICE'; }
  const probed = [observations.network, observations.port, observations.certificate, ...answers].filter((seen) => seen !== undefined);
  if (probed.length === 0) { return undefined; }
  if (probed.every(({ saw }) => RIGHT.includes(saw))) { return 'WELL'; }
  const { liveness } = observations;
  if (liveness?.saw === 'TIMEOUT') { return 'HUNG'; }
  return liveness && RIGHT.includes(liveness.saw) ? 'ALIVE' : 'UNWELL';
}

/**
 * What all observers see of a task.
 *
 * @param now milliseconds since the epoch
 */
export function observeTask(
  task: TaskEvidence, probe: TargetProbe, plan: ObservedPlan, surroundings: Surroundings, now: number,
): Observations {
  const { sisters, history } = surroundings;
  const probed = observeProbe(probe);
  const view = viewOf(probed);
  const lasted = lastedMs(history, view, now) / 1000;
  const notices = (notice: NoticePlan, isWell: boolean) => (
    (view === 'WELL') === isWell || lasted >= (view === 'WELL' ? notice.recoversSeconds : notice.failsSeconds)
  );
  const { container, target = container } = plan.timing;
  return {
    ...probed,
    ...observePace(probe, plan),
    ...observeLoadBalancer(asLastRead(task, plan, history, now), plan, (isWell, notice = target) => (
      // What was unhealthy between two verifications has been well again for a part of that time only.
      view === 'WELL' && !isWell
        ? now - (history?.unadmittedSince ?? now) >= 1_000 * notice.recoversSeconds
        : notices(notice, isWell)
    )),
    ...observeContainer(task, (isWell) => notices(container, isWell), history !== undefined && view === 'WELL'),
    ...observeSisters(sisters),
    ...observeEarlier(task, plan, surroundings, view, now),
  };
}

const SISTERS: Readonly<Record<Sights['sisters'], string>> = {
  ANSWER: 'other tasks of the service answer at the same port',
  REFUSE: 'all other tasks refuse connections at the same port too',
  SILENT: 'no other task of the service answers at the same port either',
};

export function observeSisters(sisters: Sights['sisters'] | undefined): Pick<Observations, 'sisters'> {
  return sisters ? { sisters: { saw: sisters, settled: true, words: SISTERS[sisters] } } : {};
}

export function observePace({ checks }: TargetProbe, { liveness }: ObservedPlan): Pick<Observations, 'pace'> {
  const slowest = Math.max(0, ...checks.filter(({ outcome }) => RIGHT.includes(outcome)).map(({ ms }) => ms));
  if (!liveness || slowest === 0) { return {}; }
  const share = Math.round(100 * slowest / liveness.timeoutMs);
  return {
    pace: {
      saw: slowest >= NEAR * liveness.timeoutMs ? 'NEAR_TIMEOUT' : 'FAST',
      settled: true,
      words: `the slowest right answer took ${Math.round(slowest)} ms, ${share} % of the ${liveness.timeoutMs} ms that checks allow`,
    },
  };
}

/** @param isSeenWell whether it answers well, and since when is known */
export function observeContainer(
  { containerHealth, agentConnected }: TaskEvidence, notices: (isWell: boolean) => boolean, isSeenWell: boolean,
): Pick<Observations, 'container' | 'agent'> {
  const agent: Observation<'agent'> = agentConnected
    ? { saw: 'CONNECTED', settled: true, words: 'ECS is connected to its agent' }
    : { saw: 'LOST', settled: true, words: 'ECS has lost the agent of its instance' };
  // What an agent said that is gone is stale, and UNKNOWN is no fault: the container may have no check.
  if (!agentConnected || containerHealth === 'UNKNOWN') { return { agent }; }
  const settled = notices(containerHealth === 'HEALTHY');
  // It has not had the time to see that the task is well again.
  if (containerHealth === 'UNHEALTHY' && isSeenWell && !settled) { return { agent }; }
  return { agent, container: { saw: containerHealth, settled, words: `ECS says the container is ${containerHealth}` } };
}

/** Verifications are a minute apart: what was not seen within the startup time was seen at the next one. */
const LOOK_MS = 60_000;
/** Beyond the startup time: until then, ECS may still have to replace a task that never was well. */
const NEVER_WELL_SECONDS = 900;

export function observeEarlier(
  { startedAt, containerHealth, targets }: TaskEvidence, { timing }: ObservedPlan, { history, wellStartedAt, isRemembered }: Surroundings,
  view: View | undefined, now: number,
): Pick<Observations, 'earlier'> {
  const earlier = (saw: Sights['earlier'], words: string) => ({ earlier: { saw, settled: saw !== 'UNKNOWN', words } });
  const unsteady = unsteadiness(history, view, now);
  if (unsteady !== undefined) { return earlier('UNSTEADY', unsteady); }
  if (history?.wasWell) { return earlier('WELL', 'it answered well in an earlier verification'); }
  const started = Date.parse(startedAt ?? '');
  const first = history?.first ?? (isRemembered ? now : undefined);
  if (first !== undefined && first <= started + timing.startupSeconds * 1000 + LOOK_MS) {
    return earlier('NEVER_WELL', 'no verification since it started saw it well');
  }
  // What fails a check that ECS acts on, and was never well, ECS would have replaced long ago. A check that passes does not see the fault.
  const isChecked = containerHealth === 'UNHEALTHY' || targets.some(({ state }) => state.startsWith('unhealthy'));
  if (isChecked && now - started > (timing.startupSeconds + NEVER_WELL_SECONDS) * 1000) {
    return earlier('WELL', 'it has run for so long that its checks must have passed');
  }
  // Tasks that start within one startup time of each other start from the same image and configuration.
  return wellStartedAt !== undefined && wellStartedAt >= started - timing.startupSeconds * 1000
    ? earlier('OTHERS_WELL', 'a task that was started no earlier is well')
    : earlier('UNKNOWN', 'no earlier verification says whether it was ever well');
}

/** What target groups say, and since when where that is not of now: milliseconds since the epoch. */
export type ReadTargets = Pick<TaskEvidence, 'targets' | 'targetsIncomplete'> & { readonly readAt?: number };

/** Where no target group can be read now, what they refused last still counts for a time. */
function asLastRead(
  task: TaskEvidence, { timing }: ObservedPlan, history: TaskHistory | undefined, now: number,
): ReadTargets {
  const refused = task.targetsIncomplete && task.targets.length === 0 ? refusedLately(history, timing, now) : undefined;
  return refused ? { targets: refused.targets, readAt: refused.at } : task;
}

const REASONS: Readonly<Record<string, Sights['loadBalancer']>> = {
  'Target.Timeout': 'TIMEOUT',
  'Target.ResponseCodeMismatch': 'MISMATCH',
  'Elb.InternalError': 'UNAVAILABLE',
};

export function observeLoadBalancer(
  { targets, targetsIncomplete, readAt }: ReadTargets,
  { targetGroups, deployment }: ObservedPlan,
  notices: (isWell: boolean, notice?: NoticePlan) => boolean,
): Pick<Observations, 'loadBalancer' | 'ownCheck'> {
  if (targetGroups.length === 0) {
    return {};
  }
  const absent: Observation<'loadBalancer'> = {
    saw: 'UNREGISTERED',
    settled: notices(false),
    words: 'the task is registered with none of its target groups',
  };
  if (targets.length === 0) {
    return targetsIncomplete ? {} : { loadBalancer: absent };
  }
  // No listener uses them yet, so no load balancer has checked the task.
  if (deployment && !deployment.hasListener && targets.every(({ state }) => state === 'unused')) {
    return {};
  }
  const failing = targets.find(({ state }) => state.startsWith('unhealthy'));
  // A second group of a blue/green pair is unused by design as long as the first one sends the task traffic, or may do so unread.
  const deciding = failing ?? targets.find(({ state }) => state === 'healthy') ?? (targetsIncomplete ? undefined : targets[0]);
  if (!deciding) {
    return {};
  }
  const saw = sightOf(deciding);
  const { ownCheck, notice } = deciding;
  const words = `${describeTarget(deciding)}${readAt === undefined ? '' : ' when it was last read, and it cannot be read now'}`;
  return {
    loadBalancer: { saw, settled: saw === 'UNREGISTERED' || notices(saw === 'HEALTHY', notice), words },
    ...(ownCheck ? { ownCheck: { saw: ownCheck.passed ? 'PASSED' : 'FAILED', settled: true, words: ownCheck.words } } : {}),
  };
}

function sightOf({ state, reason = '' }: TargetEvidence): Sights['loadBalancer'] {
  if (state === 'healthy') { return 'HEALTHY'; }
  if (state.startsWith('unhealthy')) { return REASONS[reason] ?? 'FAILED'; }
  return reason.startsWith('Elb.') && state !== 'initial' ? 'UNAVAILABLE' : 'UNREGISTERED';
}

/** Whether no load balancer sends the task anything. */
export function isUnadmitted(targets: readonly TargetEvidence[]): boolean {
  return !targets.some(({ state }) => state === 'healthy');
}

/** Whether a load balancer has found the task unhealthy, and none uses it. */
export function isRefused(targets: readonly TargetEvidence[]): boolean {
  return isUnadmitted(targets) && targets.some(({ state }) => state.startsWith('unhealthy'));
}

/** A target's state in words for a person. */
export function describeTarget({ targetGroup, state, reason }: TargetEvidence): string {
  return `target group ${targetGroup} says ${state}${reason ? ` (${reason})` : ''}`;
}
