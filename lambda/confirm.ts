import { diagnoseTask } from './diagnosis/diagnose-task';
import type { ExaminedTask, TaskEvidence, TaskIdentity } from './diagnosis/evidence';
import { diagnosis } from './diagnosis/faults';
import type { FaultLayer } from './report/report';
import type { Plan } from '../src/verification/plan';

/** Layers on which a fault was seen at an address, and so belongs to whoever has that address. */
const SEEN_AT_ADDRESS: readonly (FaultLayer | null)[] = ['L3', 'L4', 'TLS', 'L7'];

/** The ARNs of the tasks that a probe found down. */
export function blamedTasks(examined: readonly ExaminedTask[]): string[] {
  return examined
    .filter(({ probe, diagnosis: { status, layer } }) => probe !== undefined && status === 'DOWN' && SEEN_AT_ADDRESS.includes(layer))
    .map(({ evidence }) => evidence.taskArn);
}

/**
 * The tasks once those that a probe found down have been read again. A task is told by its ARN, its start time, its address and the host
 * ports there: one that is being stopped by now, or is another one than was probed, is not to be blamed for what the address answered.
 *
 * @param identities of the blamed tasks; one that is missing is gone
 * @param now milliseconds since the epoch
 */
export function confirmed(examined: readonly ExaminedTask[], identities: readonly TaskIdentity[], plan: Plan, now: number): ExaminedTask[] {
  const known = new Map(identities.map((identity) => [identity.taskArn, identity]));
  const blamed = new Set(blamedTasks(examined));
  return examined.map((task) => {
    const { evidence } = task;
    if (!blamed.has(evidence.taskArn)) return task;
    const identity = known.get(evidence.taskArn) ?? { ...evidence, lastStatus: 'STOPPED', desiredStatus: 'STOPPED' };
    const change = changed(evidence, identity);
    if (!change) return task;
    const { task: name, containerHealth, agentConnected, targets } = evidence;
    const later: TaskEvidence = { ...identity, task: name, containerHealth, agentConnected, targets };
    const verdict = diagnoseTask(later, undefined, plan, now);
    // Neither coming nor going, and yet not what was probed: nothing is known of it.
    const dropped = verdict.fault === 'PROBER_FAULT' ? diagnosis('PROBER_FAULT', [`the task is another one than was probed: ${change}`]) : verdict;
    return { evidence: later, diagnosis: dropped };
  });
}

function changed(before: TaskIdentity, after: TaskIdentity): string | undefined {
  const fields = ['lastStatus', 'desiredStatus', 'address', 'hostPorts'] as const;
  // Only a later start is a new one.
  const field = (after.startedAt ?? '') > (before.startedAt ?? '') ? 'startedAt' : fields.find((name) => told(before[name]) !== told(after[name]));
  return field && `${field} was ${told(before[field])}, is ${told(after[field])}`;
}

function told(value: TaskIdentity[keyof TaskIdentity]): string {
  if (typeof value !== 'object') return value ?? 'absent';
  return Object.entries(value).map(([port, hostPort]) => `${port} at ${hostPort}`).join(', ');
}
