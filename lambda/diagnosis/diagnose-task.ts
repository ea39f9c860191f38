import { diagnoseContainer } from './diagnose-container';
import type { TaskEvidence, View } from './evidence';
import { comingOrGoing, excused, isBeingStopped, isDeregistered, type Passage, registering, starting } from './excuses';
import { explain } from './explain';
import { diagnosis } from './faults';
import { type TaskHistory, unsteadiness } from './history';
import { observeTask, type Surroundings, viewOf } from './observations';
import { answeredWell, unprobed, withComponents } from './probe-evidence';
import type { Plan } from '../../src/shared/plan';
import type { TargetProbe } from '../shared/check-result';
import type { Diagnosis } from '../shared/verdict';

/** What of a plan the diagnosis of one task needs. */
export type TaskTerms = Pick<Plan, 'targetGroups' | 'timing' | 'worker' | 'deployment' | 'liveness'>;

/** What is known of a task beside ECS's and the load balancer's word. */
export interface TaskContext extends Surroundings {
  /** Absent where the task has no address or the prober gave no answer. */
  readonly probe?: TargetProbe;
}

/** What one task has. */
export interface TaskVerdict {
  /** Its gravest fault. */
  readonly diagnosis: Diagnosis;
  /** Independent faults beside it. */
  readonly further: readonly Diagnosis[];
  /** For the history; absent where nothing was seen. */
  readonly view?: View;
}

/**
 * The faults of one task: what explains best what all observers see of it, unless it comes, goes, or is being let in, which excuses it for
 * a time. A worker, which cannot be probed, is judged by what ECS says of its container.
 *
 * @param now milliseconds since the epoch
 */
export function diagnoseTask(task: TaskEvidence, { probe, ...surroundings }: TaskContext, terms: TaskTerms, now: number): TaskVerdict {
  const { history } = surroundings;
  const { timing } = terms;
  const passage: Passage = { task, timing, ...history ? { history } : {}, now };
  const passing = comingOrGoing(passage);
  if (passing) { return verdict(passing, isBeingStopped(task) || passing.fault === 'DRAINING' ? 'LEAVING' : 'COMING'); }
  if (terms.worker) { return judgedByEcs(passage, terms); }
  if (!task.address || task.unprobeableReason) {
    return verdict(diagnosis('PROBER_FAULT', [task.unprobeableReason ?? 'the address of this task is not known']));
  }
  if (!probe) { return verdict(diagnosis('PROBER_FAULT', ['the prober gave no answer for this task'])); }

  const blind = unprobed(probe);
  if (blind) { return verdict(diagnosis('PROBER_FAULT', [blind])); }
  const observations = observeTask(task, probe, terms, surroundings, now);
  const [first, ...further] = explain(observations);
  // What is deregistered for too long stays so in its history, or the excuse would begin anew.
  const view = isDeregistered(task) ? 'LEAVING' : viewOf(observations);
  const initial = registering(passage);
  // That the load balancer does not use it yet is no excuse for not answering once the boot is over.
  if (initial && (view === 'WELL' || !first || starting(passage, first, timing.startupSeconds))) {
    return verdict(initial, whileStarting(view));
  }
  const well = answeredWell(probe);
  if (!first) { return verdict(diagnosis('HEALTHY', [well ?? 'it accepts connections']), view); }
  const shown = { ...first, evidence: [...withComponents(first.evidence, probe), ...well ? [well] : []] };
  const found = excused(passage, shown, observations);
  const seconds = found.fault === 'CONTAINER_CHECK_BROKEN' ? timing.containerSeconds ?? timing.startupSeconds : timing.startupSeconds;
  const young = found.fault === 'HEALTHY' ? undefined : starting(passage, found, seconds);
  return young ? verdict(young, whileStarting(view)) : { diagnosis: found, further, ...view ? { view } : {} };
}

/** To fail while it starts is no failure that it recovers from: it would count towards a task that changes again and again. */
function whileStarting(view: View | undefined): View | undefined {
  return view === 'ALIVE' || view === 'UNWELL' || view === 'HUNG' ? 'COMING' : view;
}

/** The verdict on a task that nobody finds fault with; undefined where somebody may, and it has to be explained. */
export function diagnoseWell(
  task: TaskEvidence, probe: TargetProbe, { targetGroups, worker }: TaskTerms, history: TaskHistory | undefined, now: number,
): TaskVerdict | undefined {
  const { lastStatus, desiredStatus, containerHealth, address, unprobeableReason, targets, targetsIncomplete } = task;
  const isProbed = lastStatus === 'RUNNING' && desiredStatus === 'RUNNING' && !worker && address && !unprobeableReason;
  if (!isProbed || containerHealth === 'UNHEALTHY' || targetsIncomplete) { return undefined; }
  if (targets.length === 0 ? targetGroups.length > 0 : targets.some(({ state }) => state !== 'healthy')) { return undefined; }
  if (unsteadiness(history, 'WELL', now) !== undefined) { return undefined; }
  return verdict(diagnosis('HEALTHY', [answeredWell(probe)!]), 'WELL');
}

function verdict(found: Diagnosis, view?: View): TaskVerdict {
  return { diagnosis: found, further: [], ...view ? { view } : {} };
}

/** ECS needs its own time for a verdict, which begins when the startup is over. */
function judgedByEcs(passage: Passage, { timing, worker }: TaskTerms): TaskVerdict {
  const { task } = passage;
  const found = diagnoseContainer(task);
  const view = found.status === 'UP' ? 'WELL' : found.status === 'DOWN' ? 'UNWELL' : undefined;
  if (found.fault === 'HEALTHY' || !task.agentConnected) { return verdict(found, view); }
  const { startupSeconds, containerSeconds = startupSeconds } = timing;
  const patience = task.containerHealth === 'UNKNOWN' ? startupSeconds + (worker?.verdictSeconds ?? 0) : containerSeconds;
  const young = starting(passage, found, patience);
  return young ? verdict(young, whileStarting(view)) : verdict(found, view);
}
