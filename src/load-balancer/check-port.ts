import { Annotations, Stack } from 'aws-cdk-lib';
import { IPeer, IVpc, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import { BaseService, NetworkMode } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, INetworkLoadBalancer, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { networkLoadBalancersOf } from './listeners';
import { serviceResource } from '../aws/service-resource';
import type { HealthContract } from '../contract/health-contract';

/** Who is checked by which load balancer. */
export interface CheckedTargets {
  readonly contract: HealthContract;
  readonly targetGroup: ApplicationTargetGroup | NetworkTargetGroup;
  readonly service?: BaseService;
}

/**
 * Lets the load balancer's checks in at the service's security groups, where the CDK does not: it opens the port of an ALB's traffic, but
 * neither another port of the check nor anything for an NLB.
 *
 * Warns at synthesis of checks that may not get through.
 */
export function openCheckPort({ contract, targetGroup, service }: CheckedTargets, asker: IConstruct): void {
  const ownPort = contract.trafficEndpoint.port;
  const warn = (port: number, why: string, todo: string) => Annotations.of(asker).addWarningV2('cdk-ecs-layered-health:CheckPortNotOpened',
    `No security group rule allows the checks of target group '${targetGroup.node.path}' to reach port ${port}: ${why}. ${todo}.`);
  if (targetGroup instanceof ApplicationTargetGroup) {
    if (ownPort === undefined) { return; }
    // The target group tells every listener, also those that are added later, and each lets its load balancer in.
    if (service) { targetGroup.registerConnectable(service, Port.tcp(ownPort)); } else { warn(ownPort, 'the service is not known', 'Pass service'); }
    return;
  }
  if (!service) { return; }
  const port = ownPort ?? contract.port;
  const opened = new Set(networkLoadBalancersOf(targetGroup).filter((loadBalancer) => letIn(loadBalancer, service, port)));
  asker.node.addValidation({
    validate: () => {
      networkLoadBalancersOf(targetGroup).filter((loadBalancer) => !opened.has(loadBalancer))
        .forEach((loadBalancer) => warn(port, ...whyNot(loadBalancer, service)));
      if (ownPort === undefined && opened.size > 0) {
        otherTrafficPorts(service, targetGroup, port, asker).forEach((other) => warn(other, `the contract says port ${port}`, 'Register the tasks with the port of the contract'));
      }
      return [];
    },
  });
}

/**
 * An NLB without security groups asks from addresses of its own within the VPC.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html#target-security-groups
 */
function letIn(loadBalancer: INetworkLoadBalancer | undefined, service: BaseService, port: number): boolean {
  if (!loadBalancer || service.taskDefinition.networkMode !== NetworkMode.AWS_VPC) { return false; }
  const description = 'Health checks of the load balancer';
  const groups = loadBalancer.connections?.securityGroups ?? [];
  if (groups.length > 0) {
    service.connections.allowFrom(loadBalancer, Port.tcp(port), description);
    return true;
  }
  const addresses = loadBalancer.vpc && addressesOf(loadBalancer.vpc);
  if (addresses) { service.connections.allowFrom(addresses, Port.tcp(port), description); }
  return addresses !== undefined;
}

/** An imported VPC may not know its addresses, and only says so by throwing when it is asked. */
function addressesOf(vpc: IVpc): IPeer | undefined {
  try {
    return Peer.ipv4(vpc.vpcCidrBlock);
  } catch {
    return undefined;
  }
}

function whyNot(loadBalancer: INetworkLoadBalancer | undefined, { taskDefinition }: BaseService): [why: string, todo: string] {
  const open = 'Open it in the security groups of the tasks';
  if (taskDefinition.networkMode !== NetworkMode.AWS_VPC) { return [`the tasks are in network mode '${taskDefinition.networkMode}'`, open]; }
  if (!loadBalancer) { return ['its listener is imported', open]; }
  return loadBalancer.vpc || loadBalancer.connections?.securityGroups.length
    ? ['the listener was added afterwards, or its VPC knows no addresses', `Add it before the contract is applied, or ${open.toLowerCase()}`]
    : ['its load balancer is imported without security groups and VPC', open];
}

/** Only at synthesis, because the CDK renders this list once. */
function otherTrafficPorts(service: BaseService, targetGroup: NetworkTargetGroup, port: number, asker: IConstruct): number[] {
  const stack = Stack.of(service);
  const entries: unknown = stack.resolve(serviceResource(service, asker).loadBalancers) ?? [];
  const arn = JSON.stringify(stack.resolve(targetGroup.targetGroupArn));
  return (Array.isArray(entries) ? entries as Array<{ targetGroupArn?: unknown; containerPort?: number }> : [])
    .filter((entry) => JSON.stringify(entry.targetGroupArn) === arn)
    .flatMap(({ containerPort }) => containerPort === undefined || containerPort === port ? [] : [containerPort]);
}
