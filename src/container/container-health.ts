import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import type { CfnTaskDefinition, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { taskDefinitionResource } from '../aws/service-resource';
import type { IContainerProbe } from '../contract/container-probe';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** What `ContainerHealth` applies to which container. */
export interface ContainerHealthProps {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** The container, already added to its task definition. */
  readonly container: ContainerDefinition;

  /**
   * The tool inside the image that asks the liveness endpoint.
   * @default - the container's check is left as it is; only its stop timeout is set
   */
  readonly probe?: IContainerProbe;

  /**
   * Ask the readiness endpoint. Only for a service of one task without load balancer.
   * @default false
   */
  readonly useReadiness?: boolean;
}

/**
 * Applies a health contract to a container that exists already: its check and its stop timeout.
 *
 * `ContainerDefinition` has no setters for them, so the task definition is overridden at the container's
 * place in it. Where the container is defined by you, `addContainer({ ...contract.containerOptions(probe) })` does the same.
 */
export class ContainerHealth extends Construct {
  public constructor(scope: Construct, id: string, props: ContainerHealthProps) {
    super(scope, id);
    const { contract, container, probe, useReadiness } = props;
    const resource = taskDefinitionResource(container.taskDefinition, this);
    const { index, hasCheck } = this.find(container, resource);
    const path = `ContainerDefinitions.${index}`;
    resource.addPropertyOverride(`${path}.StopTimeout`, contract.budget.container.stopTimeout.toSeconds());
    if (!probe) { return; }
    if (hasCheck) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:ContainerCheckReplaced',
        `The health contract replaces the check that container '${container.containerName}' already had. Remove healthCheck from addContainer, or leave the probe out to keep it.`);
    }
    const check = contract.containerOptions(probe, { useReadiness }).healthCheck;
    const seconds = (duration?: Duration) => duration?.toSeconds();
    resource.addPropertyOverride(`${path}.HealthCheck`, {
      Command: check.command,
      Interval: seconds(check.interval),
      Timeout: seconds(check.timeout),
      Retries: check.retries,
      StartPeriod: seconds(check.startPeriod),
    });
  }

  /** The rendered list is in the order of addContainer; the name decides, because the place is not always the first. */
  private find(container: ContainerDefinition, resource: CfnTaskDefinition): { index: number; hasCheck: boolean } {
    const stack = Stack.of(resource);
    const rendered: Array<{ name?: string; healthCheck?: unknown }> = stack.resolve(resource.containerDefinitions) ?? [];
    const name = JSON.stringify(stack.resolve(container.containerName));
    const index = rendered.findIndex((definition) => JSON.stringify(definition.name) === name);
    if (index < 0) {
      fail('The container is not in its task definition', container.node.path, `one of ${rendered.map((definition) => definition.name).join(', ')}`, 'pass the object that addContainer returned', this.node.path);
    }
    return { index, hasCheck: rendered[index].healthCheck !== undefined };
  }
}
