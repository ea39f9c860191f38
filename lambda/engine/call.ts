import type { Socket } from 'node:net';
import type { Deadline } from './deadline';
import { type Finding, joinPhases } from './finding';
import type { Connection } from './transport/connect';
import type { EndpointPlan } from '../../src/shared/plan';
import type { Phases } from '../shared/check-result';
import type { ProbeRequest } from '../shared/probe-request';

/** One probe of one endpoint: all that the prober of a protocol is given. */
export interface Call<P extends EndpointPlan = EndpointPlan> {
  readonly plan: P;
  /** The endpoint's name, for SNI and in the request: its server name, or the target's host. */
  readonly host: string;
  /** `host:port` for the Host header. */
  readonly authority: string;
  /** The address that the name was resolved to, once for all checks. */
  readonly address: string;
  readonly port: number;
  /** When the probe has to be over, connect included. */
  readonly deadline: Deadline;
  /** Values of secret headers by `secretKey`. */
  readonly secrets: ProbeRequest['secrets'];
  /** Whether loopback addresses may be contacted, by a redirect too. */
  readonly allowLocal: boolean;
  /** Opens a fresh TCP connection to the endpoint. */
  open(): Connection | Promise<Connection>;
}

/** Probes an endpoint in one protocol. */
export type Prober<P extends EndpointPlan = EndpointPlan> = (call: Call<P>) => Promise<Finding>;

/** A prober that is given an open TCP connection, which it closes. The phases up to there are put before its own. */
export function overTcp<P extends EndpointPlan>(
  probe: (socket: Socket, call: Call<P>, before: Phases) => Promise<Finding>,
): Prober<P> {
  return async (call) => {
    const { socket, finding } = await call.open();
    if (!socket) {
      // Silence before the connection is not that of a process that hangs.
      return finding.outcome === 'TIMEOUT' ? { ...finding, layer: 'L4' } : finding;
    }
    const { phases: before = {} } = finding;
    const { outcome, detail, components, layer, phases } = await probe(socket, call, before);
    return { outcome, detail, components, layer, phases: joinPhases(before, phases) };
  };
}
