import { probeGrpc } from './application/grpc';
import { probeHttp } from './application/http';
import { probeWebSocket } from './application/websocket';
import { overTcp, type Prober } from './call';
import { inTime } from './latency';
import { probeTcp } from './transport/tcp';
import { probeUdp } from './transport/udp';
import type { EndpointPlan, EndpointProtocol, GrpcEndpointPlan } from '../../src/shared/plan';

/** What the engine knows of a protocol. */
interface Protocol {
  readonly transport: 'tcp' | 'udp';
  /** Whether it begins with TLS, so that there is a certificate to verify first. */
  readonly secure: boolean;
  readonly probe: Prober;
}

const http = of(overTcp(probeHttp));
const grpc = (secure: boolean) => of(inTime(overTcp<GrpcEndpointPlan>((socket, call) => probeGrpc(socket, call, secure))));
const webSocket = of(inTime(overTcp(probeWebSocket)));

/** Every protocol that an endpoint can speak, and its prober. */
export const PROTOCOLS: Readonly<Record<EndpointProtocol, Protocol>> = {
  http: { transport: 'tcp', secure: false, probe: http },
  https: { transport: 'tcp', secure: true, probe: http },
  grpc: { transport: 'tcp', secure: false, probe: grpc(false) },
  grpcs: { transport: 'tcp', secure: true, probe: grpc(true) },
  ws: { transport: 'tcp', secure: false, probe: webSocket },
  wss: { transport: 'tcp', secure: true, probe: webSocket },
  tcp: { transport: 'tcp', secure: false, probe: of(inTime(overTcp(probeTcp))) },
  udp: { transport: 'udp', secure: false, probe: of(inTime(probeUdp)) },
};

/** A prober in the table, whose key is the protocol of every plan that it gets: the types cannot say so. */
function of<P extends EndpointPlan>(probe: Prober<P>): Prober {
  return probe as Prober;
}
