import { anotherFails } from './candidate';
import type { RecoveryFacts } from './facts';
import { findGeneralGuard } from './guards';
import type { Decided, Progress, StageProgress } from './progress';
import { reported } from './service-facts';
import { MAX_VERIFICATIONS_AFTER_STOP } from '../../../src/shared/recovery-settings';
import { FAULTS } from '../../diagnosis/faults';

type Stopped = Progress & Extract<StageProgress, { readonly stage: 'LAST_RESORT' }>;

/** Faults of a service whose replacement is still on its way. */
const ON_ITS_WAY: readonly string[] = [
  'REPLACING',
  'STARTING',
  'DEPLOYING',
  'DRAINING',
  'TASKS_MISSING',
  'LOAD_BALANCER_RETURNING',
];

/** Decides whether the service has recovered after a task was stopped. Nothing more is done, so that only a missing diagnosis blocks. */
export function decideAfterStop(facts: RecoveryFacts, progress: Stopped): Decided {
  const { report } = facts;
  const blocking = findGeneralGuard(facts);
  if (!report || blocking?.guard === 'UNKNOWN_DIAGNOSIS' || blocking?.guard === 'STALE_DIAGNOSIS') {
    return verifyAgain(progress, `the state after the stop is unknown: ${blocking?.reason ?? 'the service could not be verified'}`);
  }
  const old = reported(facts);
  if (old && old.status !== 'OUT_OF_SERVICE') { return verifyAgain(progress, `task ${old.task} was stopped and still runs`); }
  const fresh = report.tasks.filter(({ startedAt = '' }) => startedAt > progress.stoppedAt);
  const failing = fresh.find(({ status }) => status === 'DOWN');
  if (failing) {
    return { decision: 'ESCALATED', reason: `its replacement, task ${failing.task}, fails as well: it ${FAULTS[failing.fault].meaning}` };
  }
  const starting = report.tasks.some(({ taskArn, fault }) => taskArn !== old?.taskArn && fault === 'STARTING');
  if (starting || ON_ITS_WAY.includes(report.fault)) {
    return verifyAgain(progress, `the replacement is not ready yet: the service ${FAULTS[report.fault].meaning}`);
  }
  if (anotherFails(facts, report, progress)) { return { decision: 'NEXT_TASK', reason: 'the task was replaced, and another task fails' }; }
  if (report.tasks.some(({ status }) => status === 'DOWN')) {
    return { decision: 'ESCALATED', reason: `the task was replaced, but the service ${FAULTS[report.fault].meaning}` };
  }
  const rest =
    report.fault === 'HEALTHY' ? 'the service is healthy' : `no task is down any more (the service ${FAULTS[report.fault].meaning})`;
  return { decision: 'RECOVERED', reason: `the task was replaced, and ${rest}` };
}

function verifyAgain({ repeats }: Stopped, reason: string): Decided {
  return { decision: repeats < MAX_VERIFICATIONS_AFTER_STOP ? 'VERIFY_AGAIN' : 'ESCALATED', reason };
}
