import { Port } from 'aws-cdk-lib/aws-ec2';
import { type ContainerDefinition, type IBaseService, NetworkMode, type PortMapping, Protocol } from 'aws-cdk-lib/aws-ecs';
import { ownService } from './service-resource';

/**
 * Ports that a host assigns where a mapping names none: from 32768 on Linux, from 49152 on Windows; the end is a setting of the system.
 * The CDK opens the same range for load balancers.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
const DYNAMIC_PORTS = { first: 32_768, last: 65_535 };

/** How the service's tasks share the address of their instance; undefined where they have their own, or none at all. */
export function sharedNetwork(service: IBaseService): 'bridge' | 'host' | undefined {
  const networkMode = ownService(service)?.taskDefinition.networkMode;
  if (networkMode === NetworkMode.HOST) { return 'host'; }
  // NAT is the bridge of Windows.
  return networkMode === NetworkMode.BRIDGE || networkMode === NetworkMode.NAT ? 'bridge' : undefined;
}

/** The port of the host at which a container's port is published; undefined where it is not. */
export function publishedPort(
  service: IBaseService,
  container: ContainerDefinition | undefined,
  port: number,
  udp: boolean,
): Port | undefined {
  if (sharedNetwork(service) !== 'bridge') {
    return udp ? Port.udp(port) : Port.tcp(port);
  }
  const hostPort = publishedHostPort(container, port, udp);
  if (hostPort === undefined) {
    return undefined;
  }
  const { first, last } = DYNAMIC_PORTS;
  if (hostPort === 'dynamic') {
    return udp ? Port.udpRange(first, last) : Port.tcpRange(first, last);
  }
  return udp ? Port.udp(hostPort) : Port.tcp(hostPort);
}

/** The port of the host in bridge mode: fixed, or chosen by the host for each task; undefined where it publishes none. */
export function publishedHostPort(container: ContainerDefinition | undefined, port: number, udp: boolean): number | 'dynamic' | undefined {
  const mapping = container?.portMappings.find((each) => (each.protocol === Protocol.UDP) === udp && includes(each, port));
  return mapping && (mapping.hostPort || 'dynamic');
}

/** Whether a container maps a port, over any protocol. */
export function mapsPort({ portMappings }: ContainerDefinition, port: number): boolean {
  return portMappings.some((mapping) => includes(mapping, port));
}

/** The ports that a container maps, as text. */
export function mappedPorts({ portMappings }: ContainerDefinition): string {
  return portMappings.map(({ containerPort, containerPortRange }) => containerPortRange ?? String(containerPort)).join(', ');
}

function includes({ containerPort, containerPortRange }: PortMapping, port: number): boolean {
  const [first, last = first] = (containerPortRange ?? String(containerPort)).split('-').map(Number);
  return port >= first && port <= last;
}
