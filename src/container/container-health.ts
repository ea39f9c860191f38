import { Annotations, IResolveContext, Lazy } from 'aws-cdk-lib';
import type { CfnTaskDefinition, ContainerDefinition, HealthCheck } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { taskDefinitionResource } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import type { IContainerProbe } from '../contract/container-probe';
import type { ContainerCheckOptions } from '../contract/contract-options';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** What `ContainerHealth` applies to which container. */
export interface ContainerHealthProps extends ContainerCheckOptions {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** The container, already added to its task definition. */
  readonly container: ContainerDefinition;

  /**
   * The tool inside the image that asks the liveness endpoint; a worker has its command in the contract.
   * @default - the container's check is left as it is (a worker's is set); only its stop timeout is set
   */
  readonly probe?: IContainerProbe;
}

/** What all contracts of a container have set on it, by its container. */
interface Applied {
  /** Path of the construct that set the check. */
  checkedBy?: string;
  /** The longest that any contract needs. */
  stopTimeout: number;
}

const APPLIED = new WeakMap<ContainerDefinition, Applied>();

/**
 * Applies a health contract to a container that exists already: its check and its stop timeout.
 *
 * `ContainerDefinition` has no setters for them, so the container is changed by name
 * where the task definition renders it. Where the container is defined by you, `addContainer({ ...contract.containerOptions(probe) })` does the same.
 */
export class ContainerHealth extends Construct {
  public constructor(scope: Construct, id: string, props: ContainerHealthProps) {
    checkArguments('ContainerHealth', { scope, id, props });
    super(scope, id);
    const { contract, container, probe } = props;
    const resource = taskDefinitionResource(container.taskDefinition, this);
    const healthCheck = probe || contract.isWorker ? rendered(contract.containerOptions(probe, props).healthCheck) : undefined;
    const applied = this.applied(container, contract.stopTimeout(props).toSeconds(), healthCheck !== undefined);
    if (healthCheck && container.renderContainerDefinition().healthCheck) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:ContainerCheckReplaced',
        `The health contract replaces the check that container '${container.containerName}' already had. Remove healthCheck from addContainer, or leave the probe out to keep it.`);
    }
    const before = resource.containerDefinitions;
    // Lazily and by name: the CDK renders the list once, so looking into it now would lose every container that is added later.
    resource.containerDefinitions = Lazy.uncachedAny({
      produce: (context: IResolveContext) => {
        const definitions: CfnTaskDefinition.ContainerDefinitionProperty[] = context.resolve(before) ?? [];
        const name = context.resolve(container.containerName);
        const settings = { stopTimeout: applied.stopTimeout, ...healthCheck ? { healthCheck } : {} };
        return definitions.map((definition) => definition.name === name ? { ...definition, ...settings } : definition);
      },
    });
  }

  /** A container has one check; of several stop timeouts the longest is right for all. */
  private applied(container: ContainerDefinition, stopTimeout: number, sets: boolean): Applied {
    const applied = APPLIED.get(container) ?? { stopTimeout };
    if (sets && applied.checkedBy) {
      fail(`Container '${container.containerName}' has its check from another contract already`, `a second one beside ${applied.checkedBy}`, 'one check a container',
        'leave the container probe out of one of them, or check another container', this.node.path);
    }
    applied.stopTimeout = Math.max(applied.stopTimeout, stopTimeout);
    if (sets) { applied.checkedBy = this.node.path; }
    APPLIED.set(container, applied);
    return applied;
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
