import type { ProbeLayer, Status } from './verdict';

/** What one check found; the diagnosis decides on these alone, never on texts. */
export type Outcome =
  | 'OK'
  | 'SKIPPED' // the layer below did not answer
  | 'REFUSED' // RST: the host answers, nothing listens
  | 'TIMEOUT' // L4: no answer to SYN; TLS, L7: connected, then silence
  | 'UNREACHABLE' // no route, no such host or name
  | 'CERTIFICATE_INVALID'
  | 'CERTIFICATE_EXPIRING'
  | 'PROTOCOL_ERROR' // reset, early end, or an answer that is not the protocol
  | 'MISSING' // 404, 401, 403, a redirect elsewhere, gRPC 5 or 12: nobody answers for health there
  | 'REQUEST_REFUSED' // 400, 421 and the like: the question is refused, so the answer says nothing of health
  | 'OVERLOADED' // 429, 503 with Retry-After, gRPC 8: it limits or sheds requests
  | 'OTHER_PROTOCOL' // an answer in another protocol than the plan's: configuration
  | 'UNHEALTHY' // the service itself says that it is not well
  | 'NEEDS_PEOPLE' // not well, and by its contract nothing that a restart could help: sealed, waiting for a migration
  | 'NOT_YET' // the service itself says that it is still starting
  | 'OUT_OF_SERVICE' // the service itself says that it takes no traffic on purpose
  | 'DEGRADED' // the service itself says so
  | 'EXPOSED' // accepts connections although nothing may
  | 'SLOW' // right answer, later than promised
  | 'PROBER'; // the prober's own trouble: nothing is known about the target

/** One named part of what a service says of itself. */
export interface ComponentStatus {
  /** Path of names from the root of the answer: `db`, `brokers/orders`. */
  readonly name: string;
  readonly status: Status;
}

export type CheckName = 'network' | 'port' | 'closed-port' | 'certificate' | 'liveness' | 'readiness';

/** Where the time of a check went, in milliseconds to a tenth; a phase that did not happen is absent. */
export interface Phases {
  /** Resolving the name. */
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  /** From the request's last byte to the answer's first. */
  readonly processing?: number;
  /** From the answer's first byte to its last. */
  readonly transfer?: number;
}

export interface CheckResult {
  readonly layer: ProbeLayer;
  readonly check: CheckName;
  /** SKIPPED where the layer below did not answer. */
  readonly status: Status | 'SKIPPED';
  readonly outcome: Outcome;
  /** Duration in milliseconds, to a tenth. */
  readonly ms: number;
  readonly phases?: Phases;
  /** One bounded, printable line: expected against actual. */
  readonly detail: string;
  /** Components that are not UP, when the answer names any. */
  readonly components?: readonly ComponentStatus[];
}

/** What the prober found at one address: at most one result a check, from L3 upwards. */
export interface TargetProbe {
  /** The target's id as the prober was given it. */
  readonly id: string;
  readonly checks: readonly CheckResult[];
}
