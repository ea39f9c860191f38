import type { TaskEvidence } from './evidence';
import type { Observations, Sights } from './observations';

/** How one task's port takes connections. */
export type PortState = Sights['sisters'];

const STATES: Readonly<Record<string, PortState>> = {
  OK: 'ANSWER', PROTOCOL_ERROR: 'ANSWER', REFUSED: 'REFUSE', TIMEOUT: 'SILENT', UNREACHABLE: 'SILENT',
};

/** Undefined where nothing is known of it. */
export function portStateOf({ lastStatus, desiredStatus }: TaskEvidence, seen: Observations['port']): PortState | undefined {
  return lastStatus === 'RUNNING' && desiredStatus === 'RUNNING' ? STATES[seen?.saw ?? ''] : undefined;
}

/** What the same port of the service's other tasks does, by task; undefined where nothing is known of it. */
export function sistersOf(ports: readonly (PortState | undefined)[]): (PortState | undefined)[] {
  const counts: Record<PortState, number> = { ANSWER: 0, REFUSE: 0, SILENT: 0 };
  for (const port of ports) { if (port) { counts[port] += 1; } }
  return ports.map((own) => {
    const others = (state: PortState) => counts[state] - (own === state ? 1 : 0);
    const [answer, refuse, silent] = [others('ANSWER'), others('REFUSE'), others('SILENT')];
    if (answer > 0) { return 'ANSWER'; }
    if (refuse > 0 && silent > 0) { return undefined; }
    if (refuse > 0) { return 'REFUSE'; }
    return silent > 0 ? 'SILENT' : undefined;
  });
}
