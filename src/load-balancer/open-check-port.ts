import { Annotations } from 'aws-cdk-lib';
import { type Connections, type IPeer, type IVpc, Peer, type Port } from 'aws-cdk-lib/aws-ec2';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, type INetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import type { CheckedTargets, CheckPort } from './check-port';
import { networkLoadBalancersOf } from './listeners';
import { publishedPort } from '../aws/port-mappings';
import { isOpenToAddresses, takesRules } from '../aws/security-groups';

type Reason = [why: string, todo: string];

/**
 * Allows the load balancer's checks in the security groups of the targets where the CDK does not: the CDK opens the traffic port to an
 * ALB, but no other port, and none to an NLB. In bridge mode the targets are the instances.
 *
 * Warns at synthesis of checks that no rule allows.
 */
export function openCheckPort(targets: CheckedTargets, { containerPort, isTraffic, container }: CheckPort, scope: IConstruct): void {
  const { targetGroup, service } = targets;
  const warn = ([why, todo]: Reason) => Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:CheckPortNotOpened',
    `No security group rule allows the checks of target group '${targetGroup.node.path}' to reach port ${containerPort}: ${why}. ${todo}.`);
  if (!service) {
    if (targetGroup instanceof ApplicationTargetGroup && !isTraffic) { warn(['no service was passed', 'Pass service']); }
    return;
  }
  const { connections } = service;
  const port = publishedPort(service, container, containerPort, false);
  const opened = new Set<INetworkLoadBalancer | undefined>();
  if (targetGroup instanceof ApplicationTargetGroup) {
    // The CDK passes it to every listener of the target group, also to later ones, and each adds a rule for its load balancer.
    if (!isTraffic && port) { targetGroup.registerConnectable(service, port); }
  } else if (port) {
    networkLoadBalancersOf(targetGroup).filter((loadBalancer) => allow(loadBalancer, connections, port))
      .forEach((loadBalancer) => opened.add(loadBalancer));
  }
  scope.node.addValidation({
    validate: () => {
      if (isOpenTo(connections, port)) { return []; }
      if (!port) {
        warn([`container '${container?.containerName}' does not publish it`, 'Add the port mapping before the contract is applied']);
      } else if (!connections.securityGroups.every(takesRules)) {
        warn([
          'a security group of the targets is imported with mutable: false',
          'Import it as mutable, or acknowledge this where it allows them already',
        ]);
      } else if (!(targetGroup instanceof ApplicationTargetGroup)) {
        networkLoadBalancersOf(targetGroup).filter((loadBalancer) => !opened.has(loadBalancer))
          .forEach((loadBalancer) => warn(reasonOf(loadBalancer, service)));
      }
      return [];
    },
  });
}

/**
 * An NLB without security groups checks from addresses of its own within the VPC.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html#target-security-groups
 */
function allow(loadBalancer: INetworkLoadBalancer | undefined, targets: Connections, port: Port): boolean {
  if (!loadBalancer || targets.securityGroups.length === 0) { return false; }
  const description = 'Health checks of the load balancer';
  if (loadBalancer.connections?.securityGroups.length) {
    targets.allowFrom(loadBalancer, port, description);
    return true;
  }
  const addresses = loadBalancer.vpc && addressesOf(loadBalancer.vpc);
  if (addresses) { targets.allowFrom(addresses, port, description); }
  return addresses !== undefined;
}

/** The CDK throws for an imported VPC without known addresses. */
function addressesOf(vpc: IVpc): IPeer | undefined {
  try {
    return Peer.ipv4(vpc.vpcCidrBlock);
  } catch {
    return undefined;
  }
}

/** Rules of the author count as well. */
function isOpenTo({ securityGroups }: Connections, port: Port | undefined): boolean {
  const { fromPort, toPort } = (port?.toRuleJson() ?? {}) as { fromPort?: number; toPort?: number };
  return fromPort !== undefined && toPort !== undefined && securityGroups.some((group) => isOpenToAddresses(group, fromPort, toPort));
}

function reasonOf(loadBalancer: INetworkLoadBalancer | undefined, { connections }: BaseService): Reason {
  const open = 'Open it in the security groups of the targets';
  if (connections.securityGroups.length === 0) { return ['the security groups of the targets are not known', open]; }
  if (!loadBalancer) { return ['its listener is imported', open]; }
  return loadBalancer.vpc || loadBalancer.connections?.securityGroups.length
    ? [
      'the listener was added afterwards, or its VPC knows no addresses',
      `Add it before the contract is applied, or ${open.toLowerCase()}`,
    ]
    : ['its load balancer is imported without security groups and VPC', open];
}
