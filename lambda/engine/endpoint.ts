import type { EndpointPlan, EndpointProtocol, UdpEndpointPlan } from '../../src/shared/plan';
import type { ProbeTarget } from '../shared/probe-request';
import type { ProbeLayer } from '../shared/verdict';

/** One of a target's endpoints, and where it is. */
export interface Endpoint {
  readonly check: 'liveness' | 'readiness';
  readonly plan: EndpointPlan;
  readonly port: number;
  readonly protocol: EndpointProtocol;
  /** Its server name, or the target's host. */
  readonly host: string;
  readonly layer: ProbeLayer;
}

/** An endpoint that answers datagrams. */
export type UdpEndpoint = Endpoint & { readonly plan: UdpEndpointPlan };

const CHECKS = ['liveness', 'readiness'] as const;

/** The endpoints of a target, liveness first. */
export function endpointsOf(target: ProbeTarget): Endpoint[] {
  const endpoints: Endpoint[] = [];
  for (const check of CHECKS) {
    const plan = target[check];
    if (!plan) { continue; }
    const port = plan.port ?? target.port;
    endpoints.push({
      check,
      plan,
      port,
      // A target with TLS has it on all of its port.
      protocol: plan.protocol === 'grpc' && target.tls === true && port === target.port ? 'grpcs' : plan.protocol,
      host: serverNameOf(plan) ?? target.host,
      layer: plan.protocol === 'tcp' && !plan.dialogue ? 'L4' : 'L7',
    });
  }
  return endpoints;
}

/** Whether L4 has proven the endpoint already: a bare TCP one on the target's own port. */
export function isPortItself({ layer, port }: Endpoint, target: ProbeTarget): boolean {
  return layer === 'L4' && port === target.port;
}

/** The endpoint that the target's port is proven by, where nothing on it speaks TCP. */
export function udpEndpoint(endpoints: readonly Endpoint[], target: ProbeTarget): UdpEndpoint | undefined {
  const own = endpoints.filter(({ port }) => port === target.port);
  return !target.tls && own.every(isUdp) ? own[0] : undefined;
}

function isUdp(endpoint: Endpoint): endpoint is UdpEndpoint {
  return endpoint.plan.protocol === 'udp';
}

function serverNameOf(plan: EndpointPlan): string | undefined {
  return plan.protocol === 'tcp' || plan.protocol === 'udp' ? undefined : plan.serverName;
}
