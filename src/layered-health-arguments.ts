import { Annotations } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { BaseService, ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { isOfContract } from './aws/checked-container';
import { otherController } from './aws/deployment-controller';
import { type Registration, registrationsWith, renderedRegistrations } from './aws/registrations';
import { serviceResource } from './aws/service-resource';
import { fail, failureText } from './contract/errors';
import type { HealthContract } from './contract/health-contract';
import type { LayeredHealthProps } from './layered-health-options';

const READINESS_BEHIND_LOAD_BALANCER = {
  what: 'The container check would make ECS replace tasks that drain',
  got: 'containerCheckUsesReadiness behind a load balancer',
  allowed: 'readiness only for a single task without one',
  fix: 'leave containerCheckUsesReadiness out',
};

/** An imported service can be verified, but not changed. */
export function validateImported(props: LayeredHealthProps, scope: IConstruct): void {
  const { service, container, containerProbe, containerCheckUsesReadiness } = props;
  const changes = Object.entries({ container, containerProbe, containerCheckUsesReadiness })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  if (changes.length > 0) {
    fail({
      what: 'An imported service cannot be changed',
      got: `${changes.join(', ')} with ${service.node.path}`,
      allowed: 'containerName and securityGroups, to verify it',
      fix: 'leave it out, or apply the contract in the app that defines the service',
      at: scope.node.path,
    });
  }
}

/** A service of this app is described by its own constructs; descriptions for imported services would contradict them. */
export function validateOwn({ containerName, securityGroups, service }: LayeredHealthProps, scope: IConstruct): void {
  if (containerName === undefined && securityGroups === undefined) { return; }
  fail({
    what: 'A service of this app needs no description',
    got: `${containerName === undefined ? 'securityGroups' : 'containerName'} with ${service.node.path}`,
    allowed: 'container',
    fix: 'leave it out',
    at: scope.node.path,
  });
}

/** The VPC of the cluster; an imported cluster that does not know it throws. */
export function vpcOf({ cluster }: IBaseService, scope: IConstruct): IVpc {
  try {
    return cluster.vpc;
  } catch {
    return fail({
      what: 'The VPC of the cluster is unknown',
      got: cluster.node.path,
      allowed: 'a cluster with its VPC, or a verifier',
      fix: 'use Cluster.fromClusterAttributes, or pass verifier',
      at: scope.node.path,
    });
  }
}

/** With readiness as its check, ECS replaces every task whose dependency is down: only a single task without load balancer may use it. */
export function validateReadinessUse(
  props: LayeredHealthProps,
  service: BaseService,
  targetGroups: ITargetGroup[],
  scope: IConstruct,
): void {
  if (!props.containerCheckUsesReadiness) {
    return;
  }
  if (targetGroups.length > 0) {
    fail({ ...READINESS_BEHIND_LOAD_BALANCER, at: scope.node.path });
  }
  const desired = serviceResource(service, scope).desiredCount;
  if (typeof desired === 'number' && desired > 1) {
    fail({
      what: 'The container check would make ECS replace every task whose dependency is down',
      got: `containerCheckUsesReadiness with ${desired} tasks`,
      allowed: 'readiness only for a single task',
      fix: 'leave containerCheckUsesReadiness out',
      at: scope.node.path,
    });
  }
}

/**
 * Target groups of the service that the contract is not applied to. Only at synthesis, because services are often attached to their load
 * balancer after the contract was applied.
 * @param found the target groups that the contract was applied to
 */
export function missedTargetGroups(
  props: LayeredHealthProps, service: BaseService, container: ContainerDefinition, found: ITargetGroup[], scope: IConstruct,
): string[] {
  const { contract, contractName, targetGroups, containerCheckUsesReadiness } = props;
  const registrations = renderedRegistrations(service, scope);
  if (registrations.length === 0 || (contract.isWorker && contractName)) { return []; }
  if (contract.isWorker) {
    return [failureText({
      what: 'A worker gets no traffic',
      got: 'a service behind a load balancer',
      allowed: 'a contract of its own for the worker\'s container',
      fix: 'give the contract a port and an endpoint as liveness, or pass contractName and the worker\'s container',
    })];
  }
  if (containerCheckUsesReadiness) {
    return [failureText(READINESS_BEHIND_LOAD_BALANCER)];
  }
  if (targetGroups) { warnOfUnregistered(targetGroups, registrations, service, scope); }
  if (targetGroups || contractName) { return []; }
  const reached = new Set(found.flatMap((group) => registrationsWith(registrations, service, group)));
  const missed = registrations.filter((registration) => !reached.has(registration));
  const ours = missed.filter((registration) => isOfContract(registration, contract, container));
  if (ours.length > 0 || found.length === 0) { return [unreached(registrations, found.length)]; }
  missed.filter(({ containerName }) => containerName === container.containerName)
    .forEach((registration) => warnOfAnotherPort(registration, contract, scope));
  return [];
}

function unreached(registrations: Registration[], reached: number): string {
  const where = registrations.map(
    ({ containerName, containerPort }) => `port ${containerPort ?? 'unknown'} of container '${containerName ?? 'unknown'}'`,
  );
  const all = registrations.length === 1 ? 'the one target group' : `all ${registrations.length} target groups`;
  return failureText({
    what: 'The service is behind a load balancer whose target groups the contract does not reach',
    got: reached === 0 ? 'no targetGroups' : `${reached} of them`,
    allowed: `${all} that the service is registered with (${[...new Set(where)].join(', ')})`,
    fix: 'attach the service before the contract is applied, pass container and targetGroups, or an empty list of targetGroups to leave '
      + 'them unchanged',
  });
}

/** CodeDeploy and other controllers register tasks with target groups that the service does not name. */
function warnOfUnregistered(targetGroups: ITargetGroup[], registrations: Registration[], service: BaseService, scope: IConstruct): void {
  if (otherController(serviceResource(service, scope))) { return; }
  for (const group of targetGroups.filter((each) => registrationsWith(registrations, service, each).length === 0)) {
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:TargetGroupNotRegistered',
      `The tasks of service '${service.node.path}' are not registered with target group '${group.node.path}', as far as the template says. `
      + 'Attach the service to it, or take it out of targetGroups.');
  }
}

/** Whether the readiness of one port also holds for another, only the author knows. */
function warnOfAnotherPort({ targetGroup, containerName, containerPort }: Registration, { port }: HealthContract, scope: IConstruct): void {
  Annotations.of(scope).addWarningV2(
    'cdk-ecs-layered-health:TargetGroupOfAnotherPort',
    `${targetGroup ? `Target group '${targetGroup.node.path}'` : 'An imported target group'} sends its traffic to port ${containerPort} `
      + `of container '${containerName}', and the contract names port ${port}: its check stays as it is. Pass it in `
      + `targetGroups to check it at port ${port}, give it a contract and a contractName of its own, or acknowledge this.`,
  );
}
