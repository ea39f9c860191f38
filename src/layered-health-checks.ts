import { Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { BaseService, CfnService, ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { serviceResource } from './aws/service-resource';
import { fail } from './contract/errors';
import type { LayeredHealthProps } from './layered-health-options';

/** The container that is checked, or an error. */
export function checkedContainer(service: BaseService, container: ContainerDefinition | undefined, asker: IConstruct): ContainerDefinition {
  return container ?? service.taskDefinition.defaultContainer
    ?? fail('The service has no container to check', service.taskDefinition.node.path, 'a task definition with an essential container', 'add the container first, or pass container', asker.node.path);
}

/** A service that is defined elsewhere can be verified; AWS leaves nothing of it that could be changed. */
export function checkImported(props: LayeredHealthProps, asker: IConstruct): void {
  const { service, container, containerProbe, containerCheckUsesReadiness } = props;
  const changes = Object.entries({ container, containerProbe, containerCheckUsesReadiness })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  if (changes.length > 0) {
    fail('An imported service cannot be changed', `${changes.join(', ')} with ${service.node.path}`, 'containerName and securityGroups, to verify it',
      'leave it out, or apply the contract in the app that defines the service', asker.node.path);
  }
}

/** What describes an imported service would contradict one of this app. */
export function checkOwn({ containerName, securityGroups, service }: LayeredHealthProps, asker: IConstruct): void {
  if (containerName === undefined && securityGroups === undefined) { return; }
  fail('A service of this app says itself what it consists of', `${containerName === undefined ? 'securityGroups' : 'containerName'} with ${service.node.path}`, 'container',
    'leave it out', asker.node.path);
}

/** The VPC of the cluster; an imported cluster may not know it, and only says so by throwing when it is asked. */
export function vpcOf({ cluster }: IBaseService, asker: IConstruct): IVpc {
  try {
    return cluster.vpc;
  } catch {
    return fail('The VPC of the cluster is not known', cluster.node.path, 'a cluster with its VPC, or a verifier',
      'use Cluster.fromClusterAttributes, or pass verifier', asker.node.path);
  }
}

/** Readiness kills every task whose dependency is down, so only a single task without load balancer may ask it. */
export function checkReadinessUse(props: LayeredHealthProps, service: BaseService, targetGroups: ITargetGroup[], asker: IConstruct): void {
  if (!props.containerCheckUsesReadiness) { return; }
  if (targetGroups.length > 0) {
    fail('The container check would kill tasks that drain', 'containerCheckUsesReadiness behind a load balancer', 'readiness only for a single task without one', 'leave containerCheckUsesReadiness out', asker.node.path);
  }
  const desired = serviceResource(service, asker).desiredCount;
  if (typeof desired === 'number' && desired > 1) {
    fail('The container check would kill every task whose dependency is down', `containerCheckUsesReadiness with ${desired} tasks`, 'readiness only for a single task', 'leave containerCheckUsesReadiness out', asker.node.path);
  }
}

/**
 * Only at synthesis, because services are often attached to their load balancer after the contract was applied.
 * @param found the target groups that the contract has reached
 */
export function missedTargetGroups(
  props: LayeredHealthProps, service: BaseService, container: ContainerDefinition, found: ITargetGroup[], asker: IConstruct,
): string[] {
  const { contract, part, targetGroups, containerCheckUsesReadiness } = props;
  const attached = attachments(service, asker);
  if (attached.length === 0 || (contract.isWorker && part)) { return []; }
  if (contract.isWorker) {
    return ['A worker gets no traffic: got a service behind a load balancer, allowed: a part of it. Give the contract a port and an endpoint as liveness, or pass part for the worker\'s container.'];
  }
  if (containerCheckUsesReadiness) {
    return ['The container check would kill tasks that drain: got containerCheckUsesReadiness behind a load balancer, allowed: readiness only for a single task without one. Leave containerCheckUsesReadiness out.'];
  }
  const ofContainer = attached.filter(({ containerName }) => containerName === container.containerName);
  if (targetGroups || (found.length > 0 && found.length >= ofContainer.length)) { return []; }
  return [`The service is behind a load balancer whose target groups the contract does not reach: got ${found.length === 0 ? 'no targetGroups' : `${found.length} of them`}, `
    + `allowed: the ${attached.length} it is registered with. Attach the service before the contract is applied, pass targetGroups, or an empty list to leave them alone.`];
}

/** The CDK renders this list once, and what is attached after that would be lost. */
function attachments(service: BaseService, asker: IConstruct): CfnService.LoadBalancerProperty[] {
  const attached = Stack.of(service).resolve(serviceResource(service, asker).loadBalancers);
  return Array.isArray(attached) ? attached : [];
}
