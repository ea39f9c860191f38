import type { Observer, Sights } from './observations';
import { RIGHT } from './probe-evidence';
import type { Outcome } from '../shared/check-result';
import type { Fault } from '../shared/verdict';

/** Some observers with what they see: any of the sights of each. */
export type Pattern = { readonly [O in Observer]?: readonly Sights[O][] };

/** One cause of what is observed of a task. */
export interface TaskCause {
  readonly fault: Fault;
  /** It is considered where one of these patterns is seen whole. */
  readonly shownBy: readonly Pattern[];
  /** What these observers must see once they have had the time to; anything else contradicts it. */
  readonly predicts?: Pattern;
  /** What it may lead to as well: it explains that, and its absence contradicts nothing. */
  readonly allows?: Pattern;
}

const SILENT: readonly Outcome[] = ['TIMEOUT', 'UNREACHABLE'];
const UNADMITTED = ['TIMEOUT', 'MISMATCH', 'FAILED'] as const;
const UNHEALTHY = ['UNHEALTHY'] as const;
/** Either endpoint sees it. */
const answers = (...outcomes: readonly Outcome[]): Pattern[] => [{ liveness: outcomes }, { readiness: outcomes }];

/**
 * Every cause of one task's trouble. That cause is diagnosed which contradicts fewest observers and explains most of the trouble; where
 * several do so equally, all of them are named, the first one first.
 */
export const TASK_CAUSES: readonly TaskCause[] = [
  // Said on purpose, so it explains everything: a process that finishes its work may close its port long before it ends.
  {
    fault: 'STUCK_OUT_OF_SERVICE',
    shownBy: answers('OUT_OF_SERVICE'),
    allows: {
      port: ['REFUSED', 'TIMEOUT', 'PROTOCOL_ERROR'],
      certificate: ['REFUSED', 'TIMEOUT', 'PROTOCOL_ERROR'],
      liveness: ['REFUSED', 'TIMEOUT', 'PROTOCOL_ERROR', 'UNHEALTHY', 'MISSING', 'OUT_OF_SERVICE', 'NOT_YET'],
      readiness: ['OUT_OF_SERVICE', 'REFUSED', 'TIMEOUT', 'PROTOCOL_ERROR', 'UNHEALTHY', 'MISSING', 'NOT_YET'],
      loadBalancer: [...UNADMITTED, 'UNREGISTERED'],
      container: UNHEALTHY,
    },
  },
  {
    fault: 'UNSTEADY',
    shownBy: [{ earlier: ['UNSTEADY'] }],
    allows: {
      earlier: ['UNSTEADY'],
      network: ['TIMEOUT'],
      port: ['TIMEOUT', 'REFUSED', 'PROTOCOL_ERROR'],
      certificate: ['TIMEOUT', 'PROTOCOL_ERROR'],
      liveness: ['SLOW', 'DEGRADED', 'TIMEOUT', 'UNHEALTHY', 'PROTOCOL_ERROR', 'REFUSED', 'NOT_YET'],
      readiness: ['SLOW', 'DEGRADED', 'TIMEOUT', 'UNHEALTHY', 'PROTOCOL_ERROR', 'REFUSED', 'NOT_YET'],
      loadBalancer: UNADMITTED,
      container: UNHEALTHY,
    },
  },
  {
    fault: 'HOST_LOST',
    shownBy: [{ agent: ['LOST'], port: SILENT }, { agent: ['LOST'], network: SILENT }],
    predicts: { agent: ['LOST'], network: SILENT, port: SILENT, loadBalancer: ['TIMEOUT', 'FAILED', 'UNREGISTERED'] },
  },
  {
    fault: 'HOST_UNREACHABLE',
    shownBy: [{ network: ['UNREACHABLE'] }, { port: ['UNREACHABLE'] }, ...answers('UNREACHABLE')],
    predicts: { agent: ['CONNECTED'], loadBalancer: ['TIMEOUT', 'FAILED', 'UNREGISTERED'] },
    allows: { network: SILENT, port: SILENT, liveness: ['UNREACHABLE'], readiness: ['UNREACHABLE'] },
  },
  // The kernel still accepts connections, which is enough for a load balancer that only connects.
  {
    fault: 'HUNG',
    shownBy: [{ liveness: ['TIMEOUT'] }, { certificate: ['TIMEOUT'] }],
    predicts: { container: UNHEALTHY, agent: ['CONNECTED'], load: ['EASY'] },
    allows: { readiness: ['TIMEOUT'], certificate: ['TIMEOUT'], liveness: ['TIMEOUT'], loadBalancer: ['TIMEOUT', 'FAILED'] },
  },
  // A full accept queue drops connection attempts, so that a process that hangs is as silent as a firewall: listen(2).
  {
    fault: 'HUNG',
    shownBy: [
      { port: ['TIMEOUT'], sisters: ['ANSWER', 'REFUSE'] },
      { port: ['TIMEOUT'], container: UNHEALTHY },
      { port: ['TIMEOUT'], earlier: ['WELL'] },
    ],
    predicts: { loadBalancer: ['TIMEOUT', 'FAILED'], container: UNHEALTHY, agent: ['CONNECTED'] },
    allows: { network: ['TIMEOUT'], port: ['TIMEOUT'] },
  },
  // No security group shuts out one task alone.
  {
    fault: 'HOST_UNREACHABLE',
    shownBy: [{ port: ['TIMEOUT'], sisters: ['ANSWER', 'REFUSE'] }],
    predicts: { agent: ['CONNECTED'], loadBalancer: ['TIMEOUT', 'FAILED'], container: ['HEALTHY'] },
    allows: { network: ['TIMEOUT'], port: ['TIMEOUT'] },
  },
  {
    fault: 'PORT_FILTERED',
    shownBy: [{ port: ['TIMEOUT'] }, { network: ['TIMEOUT'] }],
    predicts: { loadBalancer: ['TIMEOUT', 'FAILED'], container: ['HEALTHY'], sisters: ['SILENT'], agent: ['CONNECTED'] },
    allows: { network: ['TIMEOUT'], port: ['TIMEOUT'] },
  },
  {
    fault: 'PROBER_CUT_OFF',
    shownBy: [{ port: SILENT, loadBalancer: ['HEALTHY'] }, { network: SILENT, loadBalancer: ['HEALTHY'] }],
    predicts: { loadBalancer: ['HEALTHY'], container: ['HEALTHY'], sisters: ['SILENT'], agent: ['CONNECTED'] },
    allows: { network: SILENT, port: SILENT },
  },
  {
    fault: 'PORT_CLOSED',
    shownBy: [{ port: ['REFUSED', 'PROTOCOL_ERROR'] }, { liveness: ['REFUSED'] }],
    predicts: { loadBalancer: ['FAILED', 'TIMEOUT'], container: UNHEALTHY },
    allows: { port: ['REFUSED', 'PROTOCOL_ERROR'], liveness: ['REFUSED'], readiness: ['REFUSED'] },
  },
  {
    fault: 'LISTENS_ELSEWHERE',
    shownBy: [{ port: ['REFUSED'], container: ['HEALTHY'] }, { port: ['REFUSED'], earlier: ['NEVER_WELL'] }],
    predicts: { loadBalancer: ['FAILED', 'TIMEOUT'], earlier: ['NEVER_WELL'], sisters: ['REFUSE'] },
    // On loopback its own check finds it; on another port nobody does.
    allows: { port: ['REFUSED'], liveness: ['REFUSED'], readiness: ['REFUSED'], container: UNHEALTHY },
  },
  {
    fault: 'TLS_INVALID',
    shownBy: [{ certificate: ['CERTIFICATE_INVALID'] }, ...answers('CERTIFICATE_INVALID')],
    allows: { certificate: ['CERTIFICATE_INVALID'], liveness: ['CERTIFICATE_INVALID'], readiness: ['CERTIFICATE_INVALID'] },
  },
  {
    fault: 'OTHER_PROTOCOL',
    shownBy: [{ certificate: ['OTHER_PROTOCOL', 'PROTOCOL_ERROR'] }, ...answers('OTHER_PROTOCOL')],
    predicts: { earlier: ['NEVER_WELL'] },
    allows: {
      certificate: ['OTHER_PROTOCOL', 'PROTOCOL_ERROR'],
      liveness: ['OTHER_PROTOCOL'],
      readiness: ['OTHER_PROTOCOL'],
      loadBalancer: UNADMITTED,
      container: UNHEALTHY,
    },
  },
  // Its answer itself says that it is nothing that a restart repairs.
  {
    fault: 'DEPENDENCY_DOWN',
    shownBy: answers('NEEDS_PEOPLE'),
    allows: {
      liveness: ['NEEDS_PEOPLE'],
      readiness: ['NEEDS_PEOPLE', 'UNHEALTHY', 'TIMEOUT', 'PROTOCOL_ERROR'],
      loadBalancer: UNADMITTED,
      container: UNHEALTHY,
    },
  },
  {
    fault: 'REQUEST_REFUSED',
    shownBy: answers('REQUEST_REFUSED'),
    allows: { liveness: ['REQUEST_REFUSED'], readiness: ['REQUEST_REFUSED', 'MISSING'], loadBalancer: UNADMITTED, container: UNHEALTHY },
  },
  {
    fault: 'OVERLOADED',
    shownBy: [...answers('OVERLOADED'), { liveness: ['TIMEOUT'], load: ['STARVED'] }, { loadBalancer: ['TIMEOUT'], load: ['STARVED'] }],
    allows: {
      liveness: ['OVERLOADED', 'TIMEOUT', 'SLOW'],
      readiness: ['OVERLOADED', 'TIMEOUT', 'SLOW', 'UNHEALTHY'],
      loadBalancer: UNADMITTED,
      container: UNHEALTHY,
    },
  },
  {
    fault: 'ENDPOINT_MISSING',
    shownBy: answers('MISSING'),
    allows: { liveness: ['MISSING'], readiness: ['MISSING'], loadBalancer: UNADMITTED, container: UNHEALTHY },
  },
  {
    fault: 'DOES_NOT_START',
    shownBy: answers('NOT_YET'),
    allows: { liveness: ['NOT_YET'], readiness: ['NOT_YET', 'UNHEALTHY'], loadBalancer: UNADMITTED, container: UNHEALTHY },
  },
  {
    fault: 'LIVENESS_FAILED',
    shownBy: [
      { liveness: ['UNHEALTHY', 'PROTOCOL_ERROR'] },
      { certificate: ['PROTOCOL_ERROR'] },
    ],
    predicts: { container: UNHEALTHY },
    allows: {
      certificate: ['PROTOCOL_ERROR'],
      liveness: ['UNHEALTHY', 'PROTOCOL_ERROR'],
      readiness: ['UNHEALTHY', 'PROTOCOL_ERROR', 'TIMEOUT', 'REFUSED'],
      loadBalancer: UNADMITTED,
    },
  },
  // The process is alive: it is a part of it that does not answer.
  {
    fault: 'COMPONENT_DOWN',
    shownBy: [{ readiness: ['UNHEALTHY'] }, { readiness: ['TIMEOUT', 'REFUSED', 'PROTOCOL_ERROR'], liveness: [...RIGHT, 'OVERLOADED'] }],
    predicts: { liveness: RIGHT },
    allows: {
      liveness: ['SLOW', 'DEGRADED'],
      readiness: ['UNHEALTHY', 'TIMEOUT', 'REFUSED', 'PROTOCOL_ERROR'],
      loadBalancer: UNADMITTED,
    },
  },
  {
    fault: 'LOAD_BALANCER_BLOCKED',
    shownBy: [{ loadBalancer: ['TIMEOUT'], port: ['OK'] }, { loadBalancer: ['FAILED'], port: ['OK'], ownCheck: ['PASSED'] }],
    predicts: { ownCheck: ['PASSED'], liveness: RIGHT, readiness: RIGHT, pace: ['FAST'] },
    allows: { loadBalancer: ['TIMEOUT', 'FAILED'] },
  },
  {
    fault: 'LOAD_BALANCER_MISCONFIGURED',
    shownBy: [
      { loadBalancer: ['MISMATCH', 'FAILED', 'UNREGISTERED'], port: ['OK'] },
      { loadBalancer: ['TIMEOUT'], port: ['OK'], ownCheck: ['FAILED'] },
    ],
    predicts: { ownCheck: ['FAILED'], liveness: RIGHT, readiness: RIGHT },
    allows: { loadBalancer: [...UNADMITTED, 'UNREGISTERED'] },
  },
  {
    fault: 'LOAD_BALANCER_FAULT',
    shownBy: [{ loadBalancer: ['UNAVAILABLE'] }],
    allows: { loadBalancer: ['UNAVAILABLE'] },
  },
  // A slow service explains why those who wait less long than the prober give up on it.
  {
    fault: 'SLOW',
    shownBy: answers('SLOW', 'DEGRADED'),
    allows: { liveness: ['SLOW', 'DEGRADED'], readiness: ['SLOW', 'DEGRADED'], loadBalancer: ['TIMEOUT'], container: UNHEALTHY },
  },
  {
    fault: 'CHECK_NEAR_TIMEOUT',
    shownBy: [{ pace: ['NEAR_TIMEOUT'], container: UNHEALTHY }, { pace: ['NEAR_TIMEOUT'], loadBalancer: ['TIMEOUT'] }],
    allows: { container: UNHEALTHY, loadBalancer: ['TIMEOUT'] },
  },
  {
    fault: 'CONTAINER_CHECK_BROKEN',
    shownBy: [{ container: UNHEALTHY, port: ['OK'] }],
    predicts: { certificate: ['OK', 'CERTIFICATE_INVALID', 'CERTIFICATE_EXPIRING'], liveness: RIGHT, pace: ['FAST'] },
    allows: { container: UNHEALTHY },
  },
  { fault: 'PORT_EXPOSED', shownBy: [{ 'closed-port': ['EXPOSED'] }], allows: { 'closed-port': ['EXPOSED'] } },
  {
    fault: 'TLS_EXPIRING',
    shownBy: [{ certificate: ['CERTIFICATE_EXPIRING'] }, ...answers('CERTIFICATE_EXPIRING')],
    allows: {
      certificate: ['CERTIFICATE_EXPIRING'], liveness: ['CERTIFICATE_EXPIRING'], readiness: ['CERTIFICATE_EXPIRING'],
    },
  },
];
