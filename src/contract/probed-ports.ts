import type { HealthContract } from './health-contract';
import { HealthProtocol } from './health-protocol';

/** A port of the container, and how packets reach it. */
export interface ProbedPort {
  readonly port: number;
  readonly udp: boolean;
}

/** The ports to which clients, load balancer and prober send packets, each once. */
export function probedPorts({ port, liveness, trafficEndpoint }: HealthContract): ProbedPort[] {
  const probed = [liveness, trafficEndpoint].map((endpoint) => ({
    port: endpoint.port ?? port, udp: endpoint.protocol === HealthProtocol.UDP,
  }));
  const all = [{ port, udp: probed.every(({ udp }) => udp) }, ...probed];
  return [...new Map(all.map((each) => [`${each.udp} ${each.port}`, each])).values()];
}
