import { budgetWindowMs } from '../ledger';
import type { Act, RecoveryFacts } from './facts';
import { isMaintenance } from './maintenance';
import { healthyOthers, isDeploying, isDraining, isSystemic, leastHealthy, reported, taskChange } from './service-facts';

/** What can block a recovery. */
export type GuardName =
  | 'SWITCHED_OFF'
  | 'MAINTENANCE'
  | 'ANOTHER_RECOVERY'
  | 'UNKNOWN_DIAGNOSIS'
  | 'STALE_DIAGNOSIS'
  | 'DEPLOYING'
  | 'DRAINING'
  | 'TASK_CHANGED'
  | 'SYSTEMIC'
  | 'TASK_PROTECTED'
  | 'NO_REPLACEMENT'
  | 'TOO_FEW_HEALTHY'
  | 'BUDGET_SPENT'
  | 'OBSERVING';

/** A guard that blocks, and why. */
export interface BlockingGuard {
  readonly guard: GuardName;
  /** A clause. */
  readonly reason: string;
}

/** A diagnosis that is older says nothing about the task that would be restarted now. */
const STALE_MS = 60_000;

/** Why it blocks; undefined where it does not. */
type Guard = (facts: RecoveryFacts) => string | undefined;

/** Before every decision. */
const GENERAL: readonly (readonly [GuardName, Guard])[] = [
  ['SWITCHED_OFF', ({ switchedOff, settings }) => when(switchedOff, `the parameter ${settings.killSwitch} is off or cannot be read`)],
  ['MAINTENANCE', ({ settings, now }) => when(isMaintenance(settings.maintenance, now), 'it is within the maintenance hours')],
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
  ['TASK_PROTECTED', protectedTask],
  ['NO_REPLACEMENT', noReplacement],
  ['TOO_FEW_HEALTHY', tooFewHealthy],
  ['BUDGET_SPENT', budgetSpent],
];

const OBSERVING: readonly (readonly [GuardName, Guard])[] = [
  ['OBSERVING', ({ settings }) => when(settings.mode === 'OBSERVE', 'it only observes; set its mode to ACT to let it act')],
];

/** In the order in which they are evaluated. */
export const GUARDS: readonly GuardName[] = [...GENERAL, ...TASK, ...RESTART, ...OBSERVING].map(([name]) => name);

/** The first guard that blocks every decision; undefined when none does. */
export function findGeneralGuard(facts: RecoveryFacts): BlockingGuard | undefined {
  return firstOf(GENERAL, facts);
}

/** The first guard that blocks an act; undefined when it may be done. Pure, and the only place that decides it. */
export function findGuard(facts: RecoveryFacts, act: Act): BlockingGuard | undefined {
  return firstOf([...GENERAL, ...TASK, ...act === 'RESTART' ? RESTART : [], ...OBSERVING], facts);
}

function firstOf(guards: readonly (readonly [GuardName, Guard])[], facts: RecoveryFacts): BlockingGuard | undefined {
  for (const [name, holds] of guards) {
    const reason = holds(facts);
    if (reason !== undefined) { return { guard: name, reason }; }
  }
  return undefined;
}

function unknown(facts: RecoveryFacts): string | undefined {
  const { report, service } = facts;
  if (!report) { return 'the service could not be verified'; }
  if (!service) { return 'ECS did not describe the service'; }
  if (reported(facts)?.status === 'UNKNOWN') { return 'the verification gave no verdict on the task'; }
  return when(report.status === 'UNKNOWN' || report.fault === 'PROBER_FAULT', 'the verification gave no verdict');
}

/** A report from the future has another clock, and is as good as an old one. */
function stale({ report, now }: RecoveryFacts): string | undefined {
  const age = now - Date.parse(report?.at ?? '');
  return when(!(age >= -STALE_MS && age <= STALE_MS), 'the diagnosis is older than a minute');
}

function protectedTask({ isProtected }: RecoveryFacts): string | undefined {
  return when(isProtected !== false, `task protection ${isProtected ? 'is' : 'could not be read and may be'} enabled for the task`);
}

function noReplacement(facts: RecoveryFacts): string | undefined {
  const single = (facts.service?.desired ?? 0) <= 1 && facts.settings.minHealthyTasks !== 0;
  return when(single && healthyOthers(facts) < 1, 'it is the only task of the service, and no healthy task would take over');
}

function tooFewHealthy(facts: RecoveryFacts): string | undefined {
  const [healthy, least] = [healthyOthers(facts), leastHealthy(facts)];
  return when(healthy < least, `only ${healthy} of the other tasks are healthy, and ${least} must be`);
}

function budgetSpent({ settings, acts, now }: RecoveryFacts): string | undefined {
  const window = budgetWindowMs(settings, acts, now);
  const spent = acts.filter((at) => at > now - window).length;
  return when(spent >= settings.restarts, `${spent} restarts within ${Math.round(window / 60_000)} minutes exhaust the budget`);
}

function when(holds: boolean, reason: string): string | undefined {
  return holds ? reason : undefined;
}
