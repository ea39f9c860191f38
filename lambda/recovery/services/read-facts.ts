import { candidate } from './candidate';
import type { RecoveryFacts } from './facts';
import type { MachineState, RecoveryRequest } from './machine-state';
import type { RecoveryDeps } from './recovery-deps';
import { readActs } from '../../../src/shared/ledger';

/** Everything that a decision rests on. Without the lock nothing is verified: another recovery does that. */
export async function readFacts({ execution, state }: RecoveryRequest, deps: RecoveryDeps): Promise<RecoveryFacts> {
  const { settings, recovery } = state;
  const holdsLock = holds(state, execution.id, deps.now());
  const known = { settings, holdsLock, acts: readActs(state.ledger?.acts ?? ''), ...recovery?.task ? { task: recovery.task } : {} };
  const nothing = { now: deps.now(), isProtected: false };
  if (!holdsLock) { return { ...known, ...nothing, switchedOff: await deps.isSwitchedOff(settings.killSwitch) }; }
  const verification = await deps.verify(settings.plan);
  const report = verification.status === 'VERIFIED' ? verification.report : undefined;
  const plan = verification.registered?.plan;
  const task = known.task ?? (report && candidate(report, recovery?.handled ?? []));
  // After the verification, so that what it found is compared with what is there now.
  const [switchedOff, service, identity, isProtected] = await Promise.all([
    deps.isSwitchedOff(settings.killSwitch),
    deps.readService(settings.service),
    task && plan && deps.readIdentity(plan, task.taskArn),
    task ? deps.isProtected(settings.service.cluster, task.taskArn) : false,
  ]);
  const now = deps.now();
  return {
    ...known,
    now,
    holdsLock: holds(state, execution.id, now),
    switchedOff,
    isProtected,
    ...service ? { service } : {},
    ...report ? { report } : {},
    ...task ? { task } : {},
    ...identity ? { identity } : {},
  };
}

function holds({ ledger }: MachineState, execution: string, now: number): boolean {
  return ledger?.holder === execution && Date.parse(ledger.until ?? '') > now;
}
