import { Annotations } from 'aws-cdk-lib';
import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { mappedPorts, mapsPort } from './port-mappings';
import { type Registration, registrationsOf, registrationsWith } from './registrations';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** A service, its contract, and what the author has chosen for them. */
export interface CheckedService {
  readonly contract: HealthContract;
  readonly service: BaseService;
  readonly container?: ContainerDefinition;
  /** Those that the contract is about; undefined where the library has to find them. */
  readonly targetGroups?: readonly ITargetGroup[];
}

/**
 * The container that answers the checks: the one that was passed, else the one to which target groups send traffic at the contract's port,
 * else the one that maps this port, else the one to which any target group sends traffic, else the default one of the task definition.
 *
 * @throws where several containers qualify, and where target groups contradict the contract
 */
export function checkedContainer(checked: CheckedService, scope: IConstruct): ContainerDefinition {
  const { contract, service: { taskDefinition }, container } = checked;
  const chosen = container ?? (contract.isWorker ? undefined : byEvidence(checked, scope)) ?? taskDefinition.defaultContainer;
  if (!chosen) {
    return fail({
      what: 'The service has no container to check',
      got: taskDefinition.node.path,
      allowed: 'a task definition with an essential container',
      fix: 'add the container first, or pass container',
      at: scope.node.path,
    });
  }
  if (!contract.isWorker) { requireAgreement(checked, chosen, scope); }
  return chosen;
}

/**
 * Warns at synthesis, when all mappings are known, of a container that does not map the port of its contract. That is no error, because in
 * awsvpc mode the container may listen on a port without mapping.
 */
export function warnOfUnmappedPort(container: ContainerDefinition, contract: HealthContract, scope: IConstruct): void {
  if (contract.isWorker) { return; }
  scope.node.addValidation({
    validate: () => {
      const { port } = contract;
      if (mapsPort(container, port)) { return []; }
      const mapped = container.portMappings.length > 0 ? `maps port ${mappedPorts(container)}` : 'maps no port';
      // At the container, so that a warning of several contracts appears once.
      Annotations.of(container).addWarningV2('cdk-ecs-layered-health:PortNotMapped',
        `Container '${container.containerName}' ${mapped}, and its health contract names port ${port}. `
        + 'If nothing listens there, every check fails and ECS replaces healthy tasks. '
        + `Pass portMappings: [{ containerPort: ${port} }] to addContainer, or correct the port of the contract.`);
      return [];
    },
  });
}

/** The target groups that a contract is about where none were passed: those that send traffic to its port of the container. */
export function targetGroupsOf({ contract, service }: CheckedService, container: ContainerDefinition): ITargetGroup[] {
  const groups = registrationsOf(service).filter((registration) => isOfContract(registration, contract, container))
    .map(({ targetGroup }) => targetGroup);
  return [...new Set(groups.filter((group) => group !== undefined))];
}

/** Whether a registration sends traffic to the contract's port of the container; a port that is a token may be the contract's. */
export function isOfContract(
  { containerName, containerPort }: Registration,
  { port }: HealthContract,
  container: ContainerDefinition,
): boolean {
  return containerName === container.containerName && (containerPort === undefined || containerPort === port);
}

function byEvidence(checked: CheckedService, scope: IConstruct): ContainerDefinition | undefined {
  const { contract: { port }, service, targetGroups = [] } = checked;
  const { taskDefinition } = service;
  const { containers } = taskDefinition as unknown as { readonly containers: ContainerDefinition[] };
  const { defaultContainer } = taskDefinition;
  const registered = targetGroups.length > 0 ? concerned(checked) : registrationsOf(service);
  const find = ({ containerName = '' }: Registration) => taskDefinition.findContainer(containerName) ?? [];
  const mapping = containers.filter((container) => mapsPort(container, port));
  const [first = []] = [
    new Set(onPort(registered, port).flatMap(find)),
    new Set(defaultContainer && mapping.includes(defaultContainer) ? [defaultContainer] : mapping),
    new Set(registered.flatMap(find)),
  ].map((candidates) => [...candidates]).filter((candidates) => candidates.length > 0);
  if (first.length > 1) {
    const names = first.map(({ containerName }) => `'${containerName}'`).join(' and ');
    fail({
      what: 'Several containers could be the one to check',
      got: names,
      allowed: 'one container a contract',
      fix: 'pass container',
      at: scope.node.path,
    });
  }
  return first[0];
}

/** Fails where a registration contradicts the contract, as far as registrations are known by now. */
function requireAgreement(checked: CheckedService, container: ContainerDefinition, scope: IConstruct): void {
  const { contract: { port }, service, targetGroups } = checked;
  for (const group of targetGroups ?? []) {
    const others = registrationsWith(registrationsOf(service), service, group).filter(({ containerName }) => containerName !== undefined);
    if (others.length > 0 && others.every(({ containerName }) => containerName !== container.containerName)) {
      const [{ containerName, containerPort }] = others;
      fail({
        what: 'The target group sends traffic to another container than the one that is checked',
        got:
          `container '${container.containerName}', and target group '${group.node.path}' with port ${containerPort} of `
          + `'${containerName}'`,
        allowed: 'one container a contract',
        fix: `pass container: the one named '${containerName}', or give each container a contract with a part of its own`,
        at: scope.node.path,
      });
    }
  }
  const traffic = concerned(checked).filter(({ containerName }) => containerName === container.containerName);
  if (traffic.length === 0 || onPort(traffic, port).length > 0 || (targetGroups && mapsPort(container, port))) { return; }
  const ports = [...new Set(traffic.map(({ containerPort }) => containerPort))].join(' and ');
  fail({
    what: 'The load balancer sends traffic to another port than the contract names',
    got:
      `port ${port} in the contract, and port ${ports} of container '${container.containerName}' (which maps `
      + `${mappedPorts(container)}) in the target groups`,
    allowed: 'one port in both',
    fix: mapsPort(container, port)
      ? `give the contract port ${ports}, and its endpoints port: ${port} where they answer there; or pass targetGroups `
        + `to have them checked at port ${port}`
      : `give the contract port ${ports}, or let the container and its target groups use port ${port} (containerPort)`,
    at: scope.node.path,
  });
}

/** The registrations that a contract may be about, as far as they are known by now. */
function concerned({ service, targetGroups }: CheckedService): Registration[] {
  const registrations = registrationsOf(service);
  return targetGroups ? targetGroups.flatMap((group) => registrationsWith(registrations, service, group)) : registrations;
}

function onPort(registrations: Registration[], port: number): Registration[] {
  return registrations.filter(({ containerPort }) => containerPort === undefined || containerPort === port);
}
