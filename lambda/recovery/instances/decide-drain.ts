import type { InstanceSettings } from '../../../src/shared/instance-settings';

/** What a decision rests on. */
export interface ClusterFacts {
  readonly instances: readonly InstanceFacts[];
  /** The kill switch is off or cannot be read. */
  readonly switchedOff: boolean;
}

/** One container instance, as ECS and the verifier see it. */
export interface InstanceFacts {
  readonly arn: string;
  /** EC2's id. */
  readonly instanceId: string;
  /** ACTIVE, DRAINING, REGISTERING, … */
  readonly status: string;
  readonly agentConnected: boolean;
  /** Tasks that run on it. */
  readonly tasks: number;
  /** Of these, the tasks on which the verifier gave a verdict, and those that it found down. */
  readonly judged: number;
  readonly down: number;
}

export type InstanceFault = 'AGENT_DISCONNECTED' | 'ALL_TASKS_DOWN';

export interface Suspect {
  readonly arn: string;
  readonly instanceId: string;
  readonly fault: InstanceFault;
  /** Milliseconds since the epoch from which on every verification found it at fault. */
  readonly since: number;
}

/** Why an instance that is at fault is not drained; the first that blocks. */
export type InstanceGuard = 'SWITCHED_OFF' | 'ANOTHER_DRAIN' | 'COMMON_CAUSE' | 'TOO_FEW_HEALTHY' | 'BUDGET_SPENT' | 'OBSERVING';

/** What becomes of one instance. NOTIFY: a message is sent, and nothing is done. */
export type InstanceVerdict =
  | { readonly decision: 'DRAIN'; readonly instance: Suspect }
  | { readonly decision: 'NOTIFY'; readonly instance: Suspect; readonly guard: InstanceGuard };

export type InstanceDecision = (InstanceVerdict | { readonly decision: 'NOTHING' | 'WAIT' }) & { readonly suspects: readonly Suspect[] };

/** What earlier verifications of the same execution left. */
export interface Remembered {
  readonly suspects: readonly Suspect[];
  /** Times of drains, in milliseconds since the epoch; absent until the execution holds the lock. */
  readonly acts?: readonly number[];
}

/** One task may fail by itself, and is replaced alone: two are the fewest that point at their instance. */
const LEAST_TASKS = 2;
/** Above this share of instances at fault the cause is common to them. */
const COMMON_SHARE = 0.5;

/**
 * Decides about a cluster's instances after one more verification. Pure.
 *
 * Drains at most one instance: one that was at fault in every verification for long enough, once the execution holds the lock and while
 * no guard blocks it.
 *
 * @param now milliseconds since the epoch
 */
export function decideDrain(facts: ClusterFacts, before: Remembered, settings: InstanceSettings, now: number): InstanceDecision {
  const known = new Map(before.suspects.map((suspect) => [`${suspect.arn} ${suspect.fault}`, suspect.since]));
  const suspects = facts.instances.flatMap(({ arn, instanceId, ...seen }) => {
    const fault = faultOf(seen);
    return fault ? [{ arn, instanceId, fault, since: Math.min(known.get(`${arn} ${fault}`) ?? now, now) }] : [];
  });
  if (suspects.length === 0) { return { decision: 'NOTHING', suspects }; }
  const [instance] = suspects
    .filter(({ since }) => now - since >= settings.afterSeconds * 1000)
    .sort((a, b) => a.since - b.since || (a.arn < b.arn ? -1 : 1));
  if (!instance || !before.acts) { return { decision: 'WAIT', suspects }; }
  const guard = guardOf(facts, suspects, before.acts, settings, now);
  return guard ? { decision: 'NOTIFY', guard, instance, suspects } : { decision: 'DRAIN', instance, suspects };
}

/** Only of an instance that accepts tasks: one that is draining or registering is being handled already. */
function faultOf({ status, agentConnected, tasks, judged, down }: Omit<InstanceFacts, 'arn' | 'instanceId'>): InstanceFault | undefined {
  if (status !== 'ACTIVE') { return undefined; }
  if (!agentConnected) { return 'AGENT_DISCONNECTED'; }
  return tasks >= LEAST_TASKS && judged === tasks && down === tasks ? 'ALL_TASKS_DOWN' : undefined;
}

function guardOf(
  { instances, switchedOff }: ClusterFacts, suspects: readonly Suspect[], acts: readonly number[], settings: InstanceSettings, now: number,
): InstanceGuard | undefined {
  const { minHealthyInstances, maxDrains, windowSeconds, mode } = settings;
  if (switchedOff) { return 'SWITCHED_OFF'; }
  const active = instances.filter(({ status }) => status === 'ACTIVE').length;
  // Also those that Auto Scaling takes away, which ECS drains through the capacity provider.
  if (instances.some(({ status }) => status === 'DRAINING')) { return 'ANOTHER_DRAIN'; }
  if (suspects.length > 1 && suspects.length > active * COMMON_SHARE) { return 'COMMON_CAUSE'; }
  if (active - suspects.length < minHealthyInstances) { return 'TOO_FEW_HEALTHY'; }
  if (acts.filter((at) => now - at < windowSeconds * 1000).length >= maxDrains) { return 'BUDGET_SPENT'; }
  return mode === 'OBSERVE' ? 'OBSERVING' : undefined;
}
