import { overTcp, type Prober } from './call';
import { probeGrpc } from './grpc';
import { probeHttp } from './http';
import { inTime } from './latency';
import { probeTcp } from './tcp';
import { probeUdp } from './udp';
import { probeWebSocket } from './websocket';
import type { EndpointProtocol } from '../../src/verification/plan';

/** What the engine knows of a protocol. */
interface Protocol {
  readonly transport: 'tcp' | 'udp';
  /** Whether it begins with TLS, so that there is a certificate to look at first. */
  readonly secure: boolean;
  readonly probe: Prober;
}

const http = overTcp(probeHttp);
const grpc = (secure: boolean) => inTime(overTcp((socket, call) => probeGrpc(socket, call, secure)));
const webSocket = inTime(overTcp(probeWebSocket));

/** Every protocol that an endpoint can speak, and who asks it. */
export const PROTOCOLS: Readonly<Record<EndpointProtocol, Protocol>> = {
  http: { transport: 'tcp', secure: false, probe: http },
  https: { transport: 'tcp', secure: true, probe: http },
  grpc: { transport: 'tcp', secure: false, probe: grpc(false) },
  grpcs: { transport: 'tcp', secure: true, probe: grpc(true) },
  ws: { transport: 'tcp', secure: false, probe: webSocket },
  wss: { transport: 'tcp', secure: true, probe: webSocket },
  tcp: { transport: 'tcp', secure: false, probe: inTime(overTcp(probeTcp)) },
  udp: { transport: 'udp', secure: false, probe: inTime(probeUdp) },
};
