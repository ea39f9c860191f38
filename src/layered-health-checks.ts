import { Annotations } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { BaseService, ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { isOfContract } from './aws/checked-container';
import { otherController } from './aws/deployment-controller';
import { type Registration, registrationsWith, renderedRegistrations } from './aws/registrations';
import { serviceResource } from './aws/service-resource';
import { fail } from './contract/errors';
import type { HealthContract } from './contract/health-contract';
import type { LayeredHealthProps } from './layered-health-options';

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
 * Only at synthesis, because services are often attached to their load balancer after the contract was applied: what the contract does not
 * reach of the load balancers.
 * @param found the target groups that the contract has reached
 */
export function missedTargetGroups(
  props: LayeredHealthProps, service: BaseService, container: ContainerDefinition, found: ITargetGroup[], asker: IConstruct,
): string[] {
  const { contract, part, targetGroups, containerCheckUsesReadiness } = props;
  const registrations = renderedRegistrations(service, asker);
  if (registrations.length === 0 || (contract.isWorker && part)) { return []; }
  if (contract.isWorker) {
    return ['A worker gets no traffic: got a service behind a load balancer, allowed: a part of it. '
      + 'Give the contract a port and an endpoint as liveness, or pass part for the worker\'s container.'];
  }
  if (containerCheckUsesReadiness) {
    return ['The container check would kill tasks that drain: got containerCheckUsesReadiness behind a load balancer, '
      + 'allowed: readiness only for a single task without one. Leave containerCheckUsesReadiness out.'];
  }
  if (targetGroups) { warnOfUnregistered(targetGroups, registrations, service, asker); }
  if (targetGroups || part) { return []; }
  const reached = new Set(found.flatMap((group) => registrationsWith(registrations, service, group)));
  const missed = registrations.filter((registration) => !reached.has(registration));
  const ours = missed.filter((registration) => isOfContract(registration, contract, container));
  if (ours.length > 0 || found.length === 0) { return [unreached(registrations, found.length)]; }
  missed.filter(({ containerName }) => containerName === container.containerName)
    .forEach((registration) => warnOfAnotherPort(registration, contract, asker));
  return [];
}

function unreached(registrations: Registration[], reached: number): string {
  const where = registrations.map(({ containerName, containerPort }) => `port ${containerPort ?? 'unknown'} of container '${containerName ?? 'unknown'}'`);
  const all = registrations.length === 1 ? 'the one target group' : `all ${registrations.length} target groups`;
  return 'The service is behind a load balancer whose target groups the contract does not reach: '
    + `got ${reached === 0 ? 'no targetGroups' : `${reached} of them`}, `
    + `allowed: ${all} that the service is registered with (${[...new Set(where)].join(', ')}). `
    + 'Attach the service before the contract is applied, pass container and targetGroups, or an empty list of targetGroups to leave them alone.';
}

/** CodeDeploy and others register tasks with target groups that the service does not name. */
function warnOfUnregistered(targetGroups: ITargetGroup[], registrations: Registration[], service: BaseService, asker: IConstruct): void {
  if (otherController(serviceResource(service, asker))) { return; }
  for (const group of targetGroups.filter((each) => registrationsWith(registrations, service, each).length === 0)) {
    Annotations.of(asker).addWarningV2('cdk-ecs-layered-health:TargetGroupNotRegistered',
      `The tasks of service '${service.node.path}' are not registered with target group '${group.node.path}', as far as the template says. `
      + 'Attach the service to it, or take it out of targetGroups.');
  }
}

/** Whether the readiness of one port speaks for another one, only the author knows. */
function warnOfAnotherPort({ targetGroup, containerName, containerPort }: Registration, { port }: HealthContract, asker: IConstruct): void {
  Annotations.of(asker).addWarningV2('cdk-ecs-layered-health:TargetGroupOfAnotherPort',
    `${targetGroup ? `Target group '${targetGroup.node.path}'` : 'An imported target group'} sends its traffic to port ${containerPort} `
    + `of container '${containerName}', and the contract is about port ${port}: its check stays as it is. Pass it in targetGroups to have it checked at port ${port}, give it a contract with a part of its own, or acknowledge this.`);
}
