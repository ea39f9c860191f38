import { anotherFails } from './candidate';
import type { RecoveryFacts } from './facts';
import { guardAlways } from './guards';
import type { Decided, Progress } from './progress';
import { reported } from './service-facts';
import { FAULTS } from '../diagnosis/faults';

/** Images are pulled and addresses attached on top of what the contract knows; then people must look. */
export const MOST_LOOKS = 5;

/** Faults of a service whose replacement is still on its way. */
const ON_ITS_WAY: readonly string[] = ['REPLACING', 'STARTING', 'DEPLOYING', 'DRAINING', 'CAPACITY', 'PROBER_FAULT'];

/** Whether the service is well after a task was stopped. Nothing is done any more, so only what is known counts. */
export function settled(facts: RecoveryFacts, progress: Progress, stoppedAt: string): Decided {
  const { report } = facts;
  const blind = guardAlways(facts);
  if (!report || blind?.guard === 'UNKNOWN_DIAGNOSIS' || blind?.guard === 'STALE_DIAGNOSIS') {
    return again(progress, `what became of the stopped task is not known: ${blind?.reason ?? 'nobody could look'}`);
  }
  const old = reported(facts);
  if (old && old.status !== 'OUT_OF_SERVICE') return again(progress, `task ${old.task} was stopped and still runs`);
  const fresh = report.tasks.filter(({ startedAt = '' }) => startedAt > stoppedAt);
  const failing = fresh.find(({ status }) => status === 'DOWN');
  if (failing) return { decision: 'ESCALATED', reason: `its replacement, task ${failing.task}, fails as well: it ${FAULTS[failing.fault].meaning}` };
  const coming = report.tasks.some(({ taskArn, fault }) => taskArn !== old?.taskArn && fault === 'STARTING');
  if (coming || ON_ITS_WAY.includes(report.fault)) return again(progress, `the replacement is not there yet: the service ${FAULTS[report.fault].meaning}`);
  if (anotherFails(facts, report, progress)) return { decision: 'NEXT_TASK', reason: 'the task was replaced, and another one fails' };
  if (report.tasks.some(({ status }) => status === 'DOWN')) {
    return { decision: 'ESCALATED', reason: `the task was replaced, but the service ${FAULTS[report.fault].meaning}` };
  }
  const rest = report.fault === 'HEALTHY' ? 'the service answers well' : `no task is down any more (the service ${FAULTS[report.fault].meaning})`;
  return { decision: 'RECOVERED', reason: `the task was replaced, and ${rest}` };
}

function again({ looks }: Progress, reason: string): Decided {
  return looks < MOST_LOOKS ? { decision: 'LOOK_AGAIN', reason } : { decision: 'ESCALATED', reason };
}
