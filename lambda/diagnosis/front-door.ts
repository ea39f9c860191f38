import { diagnoseTarget } from './diagnose-target';
import type { ExaminedTask } from './evidence';
import { diagnosis } from './faults';
import type { TargetProbe } from '../shared/check-result';
import type { Diagnosis } from '../shared/verdict';

/** What the front door means for the service. */
export interface FrontDoorVerdict {
  /** The service's fault as far as the front door goes. */
  readonly cause?: Diagnosis;
  /** What the evidence says in any case, when the front door is not healthy. */
  readonly aside?: string;
}

/**
 * Judges the front door by what is behind it. Only where no task is down and some are well does a front door that fails say something
 * of its own, FRONT_DOOR_DOWN: clients get nothing, although every layer below is fine. A task that fails may be the one that answered
 * there.
 */
export function judgeFrontDoor(frontDoor: TargetProbe | undefined, tasks: readonly ExaminedTask[]): FrontDoorVerdict {
  if (!frontDoor) { return {}; }
  const { fault, status, evidence: [saw, ...rest] } = diagnoseTarget(frontDoor);
  if (status === 'UP') { return {}; }
  if (fault === 'PROBER_FAULT') { return { aside: `the front door could not be judged: ${saw}` }; }
  const well = tasks.filter(({ diagnosis: verdict }) => verdict.status === 'UP' || verdict.status === 'DEGRADED').length;
  const explained =
    well === 0
    || tasks.some(({ diagnosis: verdict }) => verdict.status === 'DOWN' || (fault === 'DRAINING' && verdict.fault === 'DRAINING'));
  if (status === 'DEGRADED') { return warning(fault, saw, rest); }
  const aside = `the front door fails: ${fault}, ${saw}`;
  return explained
    ? { aside }
    : { aside, cause: diagnosis('FRONT_DOOR_DOWN', [aside, `${well} of ${tasks.length} tasks are well behind it`, ...rest]) };
}

/** Slow, or with a certificate that expires soon: the same fault as a task's, at another place. */
function warning(fault: Diagnosis['fault'], saw: string, rest: readonly string[]): FrontDoorVerdict {
  const aside = `the front door is not well: ${fault}, ${saw}`;
  return { aside, cause: diagnosis(fault, [aside, ...rest]) };
}
