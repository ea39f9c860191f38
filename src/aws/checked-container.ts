import { Annotations } from 'aws-cdk-lib';
import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { mappedPorts, mapsPort } from './port-mappings';
import { type Registration, registrationsOf, registrationsWith } from './registrations';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** What its author has said of a service and its contract. */
export interface CheckedService {
  readonly contract: HealthContract;
  readonly service: BaseService;
  readonly container?: ContainerDefinition;
  /** Those that the contract is about; undefined where that is left to the library. */
  readonly targetGroups?: readonly ITargetGroup[];
}

/**
 * The container that answers the checks: the one that was passed, else the one to whose port of the contract target groups send traffic, else
 * the one that maps this port, else the one that any target group sends traffic to, else the default container of the task definition.
 *
 * @throws where nothing tells which one it is, and where two facts contradict each other
 */
export function checkedContainer(checked: CheckedService, scope: IConstruct): ContainerDefinition {
  const { contract, service: { taskDefinition }, container } = checked;
  const chosen = container ?? (contract.isWorker ? undefined : byEvidence(checked, scope)) ?? taskDefinition.defaultContainer;
  if (!chosen) {
    return fail('The service has no container to check', taskDefinition.node.path, 'a task definition with an essential container',
      'add the container first, or pass container', scope.node.path);
  }
  if (!contract.isWorker) { requireAgreement(checked, chosen, scope); }
  return chosen;
}

/**
 * Says at synthesis, when all mappings are known, that a container does not map the port of its contract. It may listen there all the same,
 * because in awsvpc mode a mapping opens nothing.
 */
export function warnOfUnmappedPort(container: ContainerDefinition, contract: HealthContract, scope: IConstruct): void {
  if (contract.isWorker) { return; }
  scope.node.addValidation({
    validate: () => {
      const { port } = contract;
      if (mapsPort(container, port)) { return []; }
      const mapped = container.portMappings.length > 0 ? `maps port ${mappedPorts(container)}` : 'maps no port';
      // At the container, where a warning that is given twice stands once.
      Annotations.of(container).addWarningV2('cdk-ecs-layered-health:PortNotMapped',
        `Container '${container.containerName}' ${mapped}, and its health contract says that it listens on port ${port}. `
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

/** Whether traffic of a registration goes to the contract's port of the container; what only the deployment knows contradicts nothing. */
export function isOfContract({ containerName, containerPort }: Registration, { port }: HealthContract, container: ContainerDefinition): boolean {
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
    fail('Several containers could be the one to check', names, 'one container a contract', 'pass container', scope.node.path);
  }
  return first[0];
}

/** Whether what is registered and mapped agrees with the contract, as far as it is known by now. */
function requireAgreement(checked: CheckedService, container: ContainerDefinition, scope: IConstruct): void {
  const { contract: { port }, service, targetGroups } = checked;
  for (const group of targetGroups ?? []) {
    const others = registrationsWith(registrationsOf(service), service, group).filter(({ containerName }) => containerName !== undefined);
    if (others.length > 0 && others.every(({ containerName }) => containerName !== container.containerName)) {
      const [{ containerName, containerPort }] = others;
      fail('The target group sends its traffic to another container than the one that is checked',
        `container '${container.containerName}', and target group '${group.node.path}' with port ${containerPort} of '${containerName}'`,
        'one container a contract',
        `pass container: the one named '${containerName}', or give each container a contract with a part of its own`, scope.node.path);
    }
  }
  const traffic = concerned(checked).filter(({ containerName }) => containerName === container.containerName);
  if (traffic.length === 0 || onPort(traffic, port).length > 0 || (targetGroups && mapsPort(container, port))) { return; }
  const ports = [...new Set(traffic.map(({ containerPort }) => containerPort))].join(' and ');
  fail('The load balancer sends its traffic to another port than the contract names',
    `port ${port} in the contract, and port ${ports} of container '${container.containerName}' (which maps ${mappedPorts(container)}) in the target groups`,
    'one port in both',
    mapsPort(container, port)
      ? `give the contract port ${ports}, and its endpoints port: ${port} where they answer there; or pass targetGroups to have them checked at port ${port}`
      : `give the contract port ${ports}, or let the container and its target groups use port ${port} (containerPort)`, scope.node.path);
}

/** The registrations that a contract may be about, as far as they are known by now. */
function concerned({ service, targetGroups }: CheckedService): Registration[] {
  const registrations = registrationsOf(service);
  return targetGroups ? targetGroups.flatMap((group) => registrationsWith(registrations, service, group)) : registrations;
}

function onPort(registrations: Registration[], port: number): Registration[] {
  return registrations.filter(({ containerPort }) => containerPort === undefined || containerPort === port);
}
