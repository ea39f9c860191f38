import { PROTOCOLS } from './protocols';
import type { ProbeTarget } from './target';
import type { EndpointPlan, EndpointProtocol } from '../../src/verification/plan';
import type { ProbeLayer } from '../report/report';

/** One of a target's endpoints, and where it is. */
export interface Endpoint {
  readonly check: 'liveness' | 'readiness';
  readonly plan: EndpointPlan;
  readonly port: number;
  readonly protocol: EndpointProtocol;
  /** The name that it goes by. */
  readonly host: string;
  readonly layer: ProbeLayer;
}

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
      host: plan.serverName ?? target.host,
      layer: plan.protocol === 'tcp' && !plan.dialogue ? 'L4' : 'L7',
    });
  }
  return endpoints;
}

/** Whether the endpoint is what L4 has looked at already: a bare TCP one on the target's own port. */
export function isPortItself({ layer, port }: Endpoint, target: ProbeTarget): boolean {
  return layer === 'L4' && port === target.port;
}

/** The endpoint that the target's port is proven by, where nothing on it speaks TCP. */
export function udpEndpoint(endpoints: readonly Endpoint[], target: ProbeTarget): Endpoint | undefined {
  const own = endpoints.filter(({ port }) => port === target.port);
  const onlyUdp = !target.tls && own.every(({ protocol }) => PROTOCOLS[protocol].transport === 'udp');
  return onlyUdp ? own[0] : undefined;
}
