import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { checkedContainer } from '../aws/checked-container';
import { otherController } from '../aws/deployment-controller';
import { publishedHostPort, sharedNetwork } from '../aws/port-mappings';
import { type Registration, registrationsOf, registrationsWith, renderedRegistrations } from '../aws/registrations';
import { serviceResource } from '../aws/service-resource';
import { fail, failureText } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** The targets, and the contract by which they are checked. */
export interface CheckedTargets {
  readonly contract: HealthContract;
  readonly targetGroup: ApplicationTargetGroup | NetworkTargetGroup;
  readonly service?: BaseService;
}

/** Where a load balancer checks its targets. */
export interface CheckPort {
  /** As the target group renders it. */
  readonly port: string;
  /** The container's port behind it. */
  readonly containerPort: number;
  /** Whether it is the traffic port, which the CDK opens to an ALB. */
  readonly isTraffic: boolean;
  readonly container?: ContainerDefinition;
}

const TRAFFIC = 'traffic-port';

/**
 * The port at which a target group is checked: the endpoint's own, else the contract's. It is `traffic-port` where the container gets its
 * traffic at the same port; in bridge mode, where targets are hosts, any other port is one of the host.
 *
 * @throws where no host port is fixed, and where the contract contradicts registrations or mappings
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
    fail({
      what: 'A load balancer cannot check a port that its targets do not publish at a fixed port',
      got:
        `port ${containerPort} of container '${container.containerName}', `
        + `${hostPort ? 'for which each host chooses a port of its own' : 'which no host publishes'}`,
      allowed: `port ${traffic}, which gets the traffic, or a mapping with a fixed hostPort`,
      fix: 'answer readiness at the traffic port, or give the mapping a hostPort',
      at: scope.node.path,
    });
  }
  return { port: String(hostPort), containerPort, isTraffic: false, container };
}

/** At synthesis: fails where a service that was attached later gets its traffic at another port than the one that is checked. */
export function misplacedCheck(targets: CheckedTargets, { isTraffic, containerPort }: CheckPort, scope: IConstruct): string[] {
  const { contract, targetGroup, service } = targets;
  const traffic = service && trafficPort(renderedRegistrations(service, scope), service, targetGroup, scope);
  if (traffic === undefined || !isTraffic || traffic === containerPort) { return []; }
  return [failureText({
    what: 'The load balancer sends traffic to another port than the contract names',
    got: `port ${contract.port} in the contract, and port ${traffic} in target group '${targetGroup.node.path}'`,
    allowed: 'one port in both',
    fix: 'register the port of the contract, or attach the service before the contract is applied',
  })];
}

/** The port of the container to which a target group sends traffic; undefined where it is not known. */
function trafficPort(
  registrations: Registration[], service: BaseService, targetGroup: CheckedTargets['targetGroup'], scope: IConstruct,
): number | undefined {
  const own = registrationsWith(registrations, service, targetGroup);
  // A service under CodeDeploy names one group of its pair; the other one gets the same tasks.
  return (own.length === 0 && otherController(serviceResource(service, scope)) ? registrations : own)[0]?.containerPort;
}
