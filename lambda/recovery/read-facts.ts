import { readActs } from './budget';
import { candidate } from './candidate';
import type { RecoveryFacts, ServiceState } from './facts';
import type { MachineState, RecoveryRequest } from './machine-state';
import type { RecoverySurroundings } from './surroundings';

/** Everything that a decision rests on. Without the lock nobody looks: another recovery does. */
export async function readFacts({ execution, state }: RecoveryRequest, surroundings: RecoverySurroundings): Promise<RecoveryFacts> {
  const { settings, recovery } = state;
  const holdsLock = holds(state, execution.id, surroundings.now());
  const known = { settings, holdsLock, acts: readActs(state.ledger?.acts ?? ''), ...recovery?.task ? { task: recovery.task } : {} };
  const nothing = { now: surroundings.now(), isProtected: false };
  if (!holdsLock) return { ...known, ...nothing, switchedOff: await surroundings.isSwitchedOff(settings.killSwitch) };
  const { report, plan } = await surroundings.verify(settings.schedule);
  const task = known.task ?? (report && candidate(report, recovery?.handled ?? []));
  // After the look, so that what it found is held against what is there now.
  const [switchedOff, service, identity, isProtected] = await Promise.all([
    surroundings.isSwitchedOff(settings.killSwitch),
    surroundings.readService(settings.service),
    task && plan && surroundings.readIdentity(plan, task.taskArn),
    task ? surroundings.isProtected(settings.service.cluster, task.taskArn) : false,
  ]);
  const now = surroundings.now();
  return {
    ...known,
    now,
    holdsLock: holds(state, execution.id, now),
    switchedOff,
    isProtected,
    service: service satisfies ServiceState,
    ...report ? { report } : {},
    ...task ? { task } : {},
    ...identity ? { identity } : {},
  };
}

function holds({ ledger }: MachineState, execution: string, now: number): boolean {
  return ledger?.holder === execution && Date.parse(ledger.until ?? '') > now;
}
