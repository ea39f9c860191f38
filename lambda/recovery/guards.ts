import { budgetWindowMs } from './budget';
import type { Act, RecoveryFacts } from './facts';
import { isMaintenance } from './maintenance';
import { healthyOthers, isDeploying, isDraining, isSystemic, leastHealthy, reported, taskChange } from './service-facts';

/** Why nothing is done. */
export type GuardName =
  | 'SWITCHED_OFF' | 'MAINTENANCE' | 'ANOTHER_RECOVERY' | 'UNKNOWN_DIAGNOSIS' | 'STALE_DIAGNOSIS' | 'DEPLOYING' | 'DRAINING' | 'TASK_CHANGED'
  | 'SYSTEMIC' | 'TASK_PROTECTED' | 'NO_REPLACEMENT' | 'TOO_FEW_HEALTHY' | 'BUDGET_SPENT' | 'OBSERVING';

/** A guard that holds. */
export interface Held {
  readonly guard: GuardName;
  /** Why it holds, a clause in words. */
  readonly reason: string;
}

/** A diagnosis that is older says nothing about the task that would be restarted now. */
export const STALE_MS = 60_000;

/** Says why it holds, or undefined where it does not. */
type Guard = (facts: RecoveryFacts) => string | undefined;

/** Whatever is about to be done. */
const ALWAYS: readonly (readonly [GuardName, Guard])[] = [
  ['SWITCHED_OFF', ({ switchedOff, settings }) => when(switchedOff, `the parameter ${settings.killSwitch} says off, or cannot be read`)],
  ['MAINTENANCE', ({ settings, now }) => when(isMaintenance(settings.maintenance, now), 'it is a time of maintenance')],
  ['ANOTHER_RECOVERY', ({ holdsLock }) => when(!holdsLock, 'another recovery of the service is running, or this one took too long')],
  ['UNKNOWN_DIAGNOSIS', unknown],
  ['STALE_DIAGNOSIS', stale],
];

/** Before anything is done to a task. */
const TASK: readonly (readonly [GuardName, Guard])[] = [
  ['DEPLOYING', (facts) => when(isDeploying(facts), 'a deployment of the service is in progress')],
  ['DRAINING', (facts) => when(isDraining(facts), 'the task is out of service on purpose, or being stopped already')],
  ['TASK_CHANGED', taskChange],
  ['SYSTEMIC', isSystemic],
];

/** Before a task, or its container, is restarted. */
const RESTART: readonly (readonly [GuardName, Guard])[] = [
  ['TASK_PROTECTED', ({ isProtected }) => when(isProtected, 'the application has protected the task from being stopped')],
  ['NO_REPLACEMENT', noReplacement],
  ['TOO_FEW_HEALTHY', tooFewHealthy],
  ['BUDGET_SPENT', budgetSpent],
];

const OBSERVING: readonly (readonly [GuardName, Guard])[] = [
  ['OBSERVING', ({ settings }) => when(settings.mode === 'OBSERVE', 'it only observes; set its mode to ACT to let it act')],
];

/** In the order in which they are asked. */
export const GUARDS: readonly GuardName[] = [...ALWAYS, ...TASK, ...RESTART, ...OBSERVING].map(([name]) => name);

/** The first guard that holds whatever is done next; undefined when none does. */
export function guardAlways(facts: RecoveryFacts): Held | undefined {
  return firstOf(ALWAYS, facts);
}

/** The first guard that keeps from an act, or undefined when it may be done: pure, and the only place that decides it. */
export function guard(facts: RecoveryFacts, act: Act): Held | undefined {
  return firstOf([...ALWAYS, ...TASK, ...act === 'RESTART' ? RESTART : [], ...OBSERVING], facts);
}

function firstOf(guards: readonly (readonly [GuardName, Guard])[], facts: RecoveryFacts): Held | undefined {
  for (const [name, holds] of guards) {
    const reason = holds(facts);
    if (reason !== undefined) return { guard: name, reason };
  }
  return undefined;
}

function unknown(facts: RecoveryFacts): string | undefined {
  const { report, service } = facts;
  if (!report) return 'nobody could verify the service just now';
  if (!service) return 'ECS did not say what it does with the service just now';
  if (reported(facts)?.status === 'UNKNOWN') return 'the verification came to no verdict on the task';
  return when(report.status === 'UNKNOWN' || report.fault === 'PROBER_FAULT', 'the verification came to no verdict');
}

/** One from the future is of another clock, and as good as old. */
function stale({ report, now }: RecoveryFacts): string | undefined {
  const age = now - Date.parse(report?.at ?? '');
  return when(!(age >= -STALE_MS && age <= STALE_MS), 'the diagnosis is older than a minute');
}

function noReplacement(facts: RecoveryFacts): string | undefined {
  const single = (facts.service?.desired ?? 0) <= 1 && facts.settings.minHealthyTasks !== 0;
  return when(single && healthyOthers(facts) < 1, 'it is the only task of the service, and no healthy one would take over');
}

function tooFewHealthy(facts: RecoveryFacts): string | undefined {
  const [healthy, least] = [healthyOthers(facts), leastHealthy(facts)];
  return when(healthy < least, `only ${healthy} other tasks are healthy, and ${least} must be`);
}

function budgetSpent({ settings, acts, now }: RecoveryFacts): string | undefined {
  const window = budgetWindowMs(settings, acts, now);
  const spent = acts.filter((at) => at > now - window).length;
  return when(spent >= settings.restarts, `${spent} restarts within ${Math.round(window / 60_000)} minutes are all that may be`);
}

function when(holds: boolean, reason: string): string | undefined {
  return holds ? reason : undefined;
}
