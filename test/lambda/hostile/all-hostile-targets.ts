import { FORBIDDEN_TARGETS } from './forbidden-addresses';
import type { HostileTarget } from './hostile-target';
import { ANSWERING_TARGETS } from './listeners-answers';
import { FLOODING_TARGETS } from './listeners-flood';
import { REQUESTED_TARGETS } from './listeners-requested';
import { RESETTING_TARGETS } from './listeners-reset';
import { SILENT_TARGETS } from './listeners-silence';
import { tlsTargets } from './listeners-tls';
import type { Authority } from '../engine/authority';

/** The one table of hostile targets on this machine's loopback. */
export function allHostileTargets(authority: () => Authority): readonly HostileTarget[] {
  const overHttp = [...SILENT_TARGETS, ...RESETTING_TARGETS, ...FLOODING_TARGETS, ...ANSWERING_TARGETS, ...REQUESTED_TARGETS];
  return [...overHttp, ...tlsTargets(authority), ...FORBIDDEN_TARGETS];
}
