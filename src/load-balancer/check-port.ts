import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { checkedContainer } from '../aws/checked-container';
import { otherController } from '../aws/deployment-controller';
import { publishedHostPort, sharedNetwork } from '../aws/port-mappings';
import { type Registration, registrationsOf, registrationsWith, renderedRegistrations } from '../aws/registrations';
import { serviceResource } from '../aws/service-resource';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** Who is checked by which load balancer. */
export interface CheckedTargets {
  readonly contract: HealthContract;
  readonly targetGroup: ApplicationTargetGroup | NetworkTargetGroup;
  readonly service?: BaseService;
}

/** Where a load balancer checks its targets. */
export interface CheckPort {
  /** As the target group says it. */
  readonly port: string;
  /** The container's port behind it. */
  readonly containerPort: number;
  /** Whether it is the port of the traffic, which the CDK opens to an ALB. */
  readonly isTraffic: boolean;
  readonly container?: ContainerDefinition;
}

const TRAFFIC = 'traffic-port';

/**
 * At which port a target group is checked: the endpoint's own, else the contract's. Where the traffic goes to the same port of the container, it
 * is `traffic-port`; in bridge mode, where targets are hosts, any other one is the host's.
 *
 * @throws where the load balancer cannot find the port, and where the contract contradicts what is registered and mapped
 */
export function checkPortOf({ contract, targetGroup, service }: CheckedTargets, scope: IConstruct): CheckPort {
  const own = contract.trafficEndpoint.port;
  const containerPort = own ?? contract.port;
  if (!service) { return { port: own === undefined ? TRAFFIC : String(own), containerPort, isTraffic: own === undefined }; }
  const container = checkedContainer({ contract, service, targetGroups: [targetGroup] }, scope);
  const traffic = trafficPort(registrationsOf(service), service, targetGroup, scope) ?? contract.port;
  const isShared = sharedNetwork(service) === 'bridge';
  if (containerPort === traffic && (own === undefined || isShared)) { return { port: TRAFFIC, containerPort, isTraffic: true, container }; }
  if (!isShared) { return { port: String(containerPort), containerPort, isTraffic: false, container }; }
  const hostPort = publishedHostPort(container, containerPort, false);
  if (typeof hostPort !== 'number') {
    fail('A load balancer cannot check a port that it cannot find',
      `port ${containerPort} of container '${container.containerName}', ${hostPort ? 'for which each host chooses a port of its own' : 'which no host publishes'}`,
      `port ${traffic}, to which the traffic goes, or a mapping with a fixed hostPort`,
      'answer readiness at the port of the traffic, or give the mapping a hostPort', scope.node.path);
  }
  return { port: String(hostPort), containerPort, isTraffic: false, container };
}

/** At synthesis: whether the traffic still goes where it went, or was expected to go, when the check was written. */
export function misplacedCheck(targets: CheckedTargets, { isTraffic, containerPort }: CheckPort, scope: IConstruct): string[] {
  const { contract, targetGroup, service } = targets;
  const traffic = service && trafficPort(renderedRegistrations(service, scope), service, targetGroup, scope);
  if (traffic === undefined || !isTraffic || traffic === containerPort) { return []; }
  return [`The load balancer sends its traffic to another port than the contract names: got port ${contract.port} in the contract, and port ${traffic} `
    + `in target group '${targetGroup.node.path}', allowed: one port in both. Register the port of the contract, or attach the service before the contract is applied.`];
}

/** To which port of the container a target group's traffic goes; undefined where that is not known. */
function trafficPort(
  registrations: Registration[], service: BaseService, targetGroup: CheckedTargets['targetGroup'], scope: IConstruct,
): number | undefined {
  const own = registrationsWith(registrations, service, targetGroup);
  // Of a blue/green pair the service names one group; the other one gets the same tasks.
  return (own.length === 0 && otherController(serviceResource(service, scope)) ? registrations : own)[0]?.containerPort;
}
