import { Annotations, IResolveContext, Lazy } from 'aws-cdk-lib';
import type { CfnTaskDefinition, ContainerDefinition, HealthCheck } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { taskDefinitionResource } from '../aws/service-resource';
import type { IContainerProbe } from '../contract/container-probe';
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
 * `ContainerDefinition` has no setters for them, so the container is changed by name
 * where the task definition renders it. Where the container is defined by you, `addContainer({ ...contract.containerOptions(probe) })` does the same.
 */
export class ContainerHealth extends Construct {
  public constructor(scope: Construct, id: string, props: ContainerHealthProps) {
    super(scope, id);
    const { contract, container, probe, useReadiness } = props;
    const resource = taskDefinitionResource(container.taskDefinition, this);
    const stopTimeout = contract.budget.container.stopTimeout.toSeconds();
    const settings = probe ? { stopTimeout, healthCheck: rendered(contract.containerOptions(probe, { useReadiness }).healthCheck) } : { stopTimeout };
    if (probe && container.renderContainerDefinition().healthCheck) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:ContainerCheckReplaced',
        `The health contract replaces the check that container '${container.containerName}' already had. Remove healthCheck from addContainer, or leave the probe out to keep it.`);
    }
    const before = resource.containerDefinitions;
    // Lazily and by name: the CDK renders the list once, so looking into it now would lose every container that is added later.
    resource.containerDefinitions = Lazy.uncachedAny({
      produce: (context: IResolveContext) => {
        const definitions: CfnTaskDefinition.ContainerDefinitionProperty[] = context.resolve(before) ?? [];
        const name = context.resolve(container.containerName);
        return definitions.map((definition) => definition.name === name ? { ...definition, ...settings } : definition);
      },
    });
  }
}

/** The check as the task definition writes it. */
function rendered({ command, interval, timeout, retries, startPeriod }: HealthCheck): CfnTaskDefinition.HealthCheckProperty {
  return {
    command,
    interval: interval?.toSeconds(),
    timeout: timeout?.toSeconds(),
    retries,
    startPeriod: startPeriod?.toSeconds(),
  };
}
