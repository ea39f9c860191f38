import type { Plan } from '../../src/shared/plan';
import { diagnoseTask } from '../diagnosis/diagnose-task';
import type { ExaminedTask, TaskEvidence, TaskIdentity } from '../diagnosis/evidence';
import { diagnosis, FAULTS } from '../diagnosis/faults';
import type { FaultLayer } from '../shared/verdict';

/** Layers on which a fault was seen at an address, so that it belongs to the task that has the address. */
const SEEN_AT_ADDRESS: readonly (FaultLayer | null)[] = ['L3', 'L4', 'TLS', 'L7'];

/** The ARNs of the tasks that a probe found down. */
export function blamedTasks(examined: readonly ExaminedTask[]): string[] {
  return examined
    .filter(({ probe, diagnosis: { fault, layer } }) => (
      probe !== undefined && FAULTS[fault].status === 'DOWN' && SEEN_AT_ADDRESS.includes(layer)
    ))
    .map(({ evidence }) => evidence.taskArn);
}

/**
 * The tasks once those that a probe found down have been read again. A task is identified by its ARN, its start time, its address and the
 * host ports there: one that is being stopped by now, or is another one than was probed, is not to be blamed for what the address
 * answered.
 *
 * @param identities of the blamed tasks. Of one that is missing nothing is known: ECS describes a stopped task for an hour at least, see
 *   https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 * @param now milliseconds since the epoch
 */
export function confirmed(examined: readonly ExaminedTask[], identities: readonly TaskIdentity[], plan: Plan, now: number): ExaminedTask[] {
  const known = new Map(identities.map((identity) => [identity.taskArn, identity]));
  const blamed = new Set(blamedTasks(examined));
  return examined.map((task) => {
    const { evidence } = task;
    if (!blamed.has(evidence.taskArn)) { return task; }
    const identity = known.get(evidence.taskArn);
    const change = identity && changed(evidence, identity);
    if (!change) { return task; }
    const later: TaskEvidence = { ...evidence, ...identity };
    const verdict = diagnoseTask(later, {}, plan, now);
    // Neither coming nor going, and yet not what was probed: nothing is known of it.
    const another = diagnosis('PROBER_FAULT', [`the task is another one than was probed: ${change}`]);
    return { evidence: later, ...verdict, ...verdict.diagnosis.fault === 'PROBER_FAULT' ? { diagnosis: another } : {} };
  });
}

function changed(before: TaskIdentity, after: TaskIdentity): string | undefined {
  const fields = ['lastStatus', 'desiredStatus', 'address', 'hostPorts'] as const;
  // Only a later start is a new one.
  const field =
    (after.startedAt ?? '') > (before.startedAt ?? '')
      ? 'startedAt'
      : fields.find((name) => formatField(before[name]) !== formatField(after[name]));
  return field && `${field} was ${formatField(before[field])}, is ${formatField(after[field])}`;
}

function formatField(value: TaskIdentity[keyof TaskIdentity]): string {
  if (typeof value !== 'object') { return value ?? 'absent'; }
  return Object.entries(value).map(([port, hostPort]) => `${port} at ${hostPort}`).join(', ');
}
