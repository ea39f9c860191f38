import type { Socket } from 'node:net';
import type { Connection } from './connect';
import type { Deadline } from './deadline';
import { type Finding, joinPhases } from './finding';
import type { ProbeRequest } from './target';
import type { EndpointPlan } from '../../src/verification/plan';
import type { Phases } from '../report/report';

/** One question to one endpoint: all that a prober of a protocol is given. */
export interface Call {
  readonly plan: EndpointPlan;
  /** The name that the endpoint goes by, for SNI and for what it is asked: its server name, or the target's host. */
  readonly host: string;
  /** `host:port` for the Host header. */
  readonly authority: string;
  /** The address that the name was resolved to, once for all checks. */
  readonly address: string;
  readonly port: number;
  /** When the question has to be answered, connect included. */
  readonly deadline: Deadline;
  /** Values of secret headers by `secretKey`. */
  readonly secrets: ProbeRequest['secrets'];
  /** Whether loopback addresses may be contacted, by a redirect too. */
  readonly allowLocal: boolean;
  /** Opens a fresh TCP connection to the endpoint. */
  open(): Connection | Promise<Connection>;
}

/** Asks an endpoint in one protocol. */
export type Prober = (call: Call) => Promise<Finding>;

/** A prober that is given an open TCP connection, which it closes. The phases up to there are put before its own. */
export function overTcp(probe: (socket: Socket, call: Call, before: Phases) => Promise<Finding>): Prober {
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
