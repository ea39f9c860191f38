import type { TargetProbe } from './check-result';
import type { EndpointPlan, SecretHeaderPlan } from '../../src/shared/plan';

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
  /** Ports that nothing may accept connections on. */
  readonly closedPorts?: readonly number[];
  /** Deadline of a connect when no endpoint states one, milliseconds. */
  readonly timeoutMs: number;
}

/** What the verifier sends to the prober. */
export interface ProbeRequest {
  readonly targets: readonly ProbeTarget[];
  /** Their ids are the dependencies' names. */
  readonly dependencies: readonly ProbeTarget[];
  /** Where clients come in. */
  readonly frontDoor?: ProbeTarget;
  /** Values of secret headers by `secretKey`; only ever in memory and in this call. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Deadline of the whole request, milliseconds. */
  readonly deadlineMs: number;
  /** Milliseconds that the starts of the targets are spread over, at most a tenth of the deadline; 0 when absent. */
  readonly spreadMs?: number;
  /** Decides who starts when; random when absent. */
  readonly seed?: number;
}

/** Under which a secret header's value stands in a request. */
export function secretKey({ source, id, field = '' }: SecretHeaderPlan): string {
  return [source, id, field].join(' ');
}

/** What the prober answers; what did not finish in time has outcome PROBER and status UNKNOWN. */
export interface ProbeResponse {
  readonly targets: readonly TargetProbe[];
  readonly dependencies: readonly TargetProbe[];
  readonly frontDoor?: TargetProbe;
}
