import type { DependencyPlan, EndpointPlan } from '../../src/verification/plan';
import type { TargetProbe } from '../report/report';

/** One address to probe, layer by layer. */
export interface ProbeTarget {
  /** The caller's own name for it, handed back with the result. */
  readonly id: string;
  /** IP address or host name. */
  readonly host: string;
  readonly port: number;
  /** Absent for a bare TCP or TLS target. */
  readonly liveness?: EndpointPlan;
  readonly readiness?: EndpointPlan;
  /** Probe the certificate although no endpoint is HTTPS; a gRPC endpoint on the target's port then goes over TLS. */
  readonly tls?: boolean;
  /** Deadline of a connect when no endpoint states one, milliseconds. */
  readonly timeoutMs: number;
}

/** What the verifier sends to the prober. */
export interface ProbeRequest {
  readonly targets: readonly ProbeTarget[];
  readonly dependencies: readonly DependencyPlan[];
  /** Deadline of the whole request, milliseconds. */
  readonly deadlineMs: number;
}

/** What the prober answers; what did not finish in time has outcome PROBER and status UNKNOWN. */
export interface ProbeResponse {
  readonly targets: readonly TargetProbe[];
  readonly dependencies: readonly TargetProbe[];
}
