import { Annotations, type IResolveContext, Lazy, Stack } from 'aws-cdk-lib';
import type { BaseService, CfnTaskDefinition, ContainerDefinition, HealthCheck } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { warnOfUnmappedPort } from '../aws/checked-container';
import { coverBoot } from '../aws/grace-period';
import { operatingSystemOf } from '../aws/operating-system';
import { renderedProperties } from '../aws/rendered-properties';
import { taskDefinitionResource } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import type { IContainerProbe } from '../contract/container-probe';
import type { ContainerCheckOptions } from '../contract/contract-options';
import { fail, failureText, locate } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** What `ContainerHealth` applies to which container. */
export interface ContainerHealthProps extends ContainerCheckOptions {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** The container, already added to its task definition. */
  readonly container: ContainerDefinition;

  /**
   * The tool inside the image that checks the liveness endpoint; a worker has its command in the contract.
   * @default - the container's check is left as it is (a worker's is set); only its stop timeout is set
   */
  readonly containerProbe?: IContainerProbe;

  /**
   * The service that runs the task: with a startup of more than 300 seconds its grace period is set, because ECS lets no container check
   * wait longer by itself. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
   * @default - no grace period is set; a warning says so when startup is longer than 300 seconds
   */
  readonly service?: BaseService;
}

/** What a contract sets on a container. */
type Settings = Pick<CfnTaskDefinition.ContainerDefinitionProperty, 'stopTimeout' | 'healthCheck'>;

/** What all contracts of a container have set on it. */
interface Applied {
  /** The check, and the path of the construct that set it. */
  check?: { readonly setBy: string; readonly healthCheck: CfnTaskDefinition.HealthCheckProperty };
  /** The longest that any contract needs. */
  stopTimeout: number;
}

const APPLIED = new WeakMap<ContainerDefinition, Applied>();

/**
 * Applies a health contract to a container that was already added to its task definition: check and stop timeout.
 *
 * `ContainerDefinition` has no setters for them, so they are changed where the task definition renders the container. Two services with one
 * task definition may apply the same contract. Where you define the container yourself, `addContainer({
 * ...contract.containerOptions(probe) })` does the same. Only a boot of more than 300 seconds needs the service as well: its grace period
 * covers what the check's start period cannot.
 *
 * @throws at synthesis when startup is longer than 300 seconds and another container waits until this one is HEALTHY
 */
export class ContainerHealth extends Construct {
  constructor(scope: Construct, id: string, props: ContainerHealthProps) {
    checkArguments('ContainerHealth', { scope, id, props });
    super(scope, id);
    const { contract, container, containerProbe: probe } = props;
    const resource = taskDefinitionResource(container.taskDefinition, this);
    const operatingSystem = props.operatingSystem ?? operatingSystemOf(container.taskDefinition, resource);
    const healthCheck =
      probe || contract.isWorker
        ? rendered(locate(this.node.path, () => contract.containerOptions(probe, { ...props, operatingSystem })).healthCheck)
        : undefined;
    const stopTimeout = contract.stopTimeout(props).toSeconds();
    const applied = this.applied(container, stopTimeout, healthCheck);
    const own = container.renderContainerDefinition();
    this.warnOfReplaced(container.containerName, own, { stopTimeout, healthCheck });
    if (healthCheck) {
      warnOfUnmappedPort(container, contract, this);
    }
    const { gracePeriod } = contract.budget.container;
    if (gracePeriod && (healthCheck || own.healthCheck)) {
      coverBoot(props.service, gracePeriod, contract, this);
      this.node.addValidation({ validate: () => waitingForBoot(resource, container, contract) });
    }
    const before = resource.containerDefinitions;
    // Lazily and by name: the CDK renders the list once, so reading it now would lose every container that is added later.
    resource.containerDefinitions = Lazy.uncachedAny({
      produce: (context: IResolveContext) => {
        const definitions: CfnTaskDefinition.ContainerDefinitionProperty[] = context.resolve(before) ?? [];
        const name = context.resolve(container.containerName);
        const settings: Settings = { stopTimeout: applied.stopTimeout, ...healthCheck ? { healthCheck } : {} };
        return definitions.map((definition) => (definition.name === name ? { ...definition, ...settings } : definition));
      },
    });
    this.node.addValidation({
      validate: () => {
        warnOfOverwritten(container, resource, { stopTimeout: applied.stopTimeout, healthCheck }, this);
        return [];
      },
    });
  }

  /** A container has one check; of several stop timeouts the longest is right for all. */
  private applied(
    container: ContainerDefinition,
    stopTimeout: number,
    healthCheck: CfnTaskDefinition.HealthCheckProperty | undefined,
  ): Applied {
    const applied = APPLIED.get(container) ?? { stopTimeout };
    const { check } = applied;
    if (healthCheck && check && JSON.stringify(check.healthCheck) !== JSON.stringify(healthCheck)) {
      fail({
        what: `Container '${container.containerName}' already has its check from another contract`,
        got: `a different one beside ${check.setBy}`,
        allowed: 'one check a container',
        fix: 'leave the container probe out of one of them, or check another container',
        at: this.node.path,
      });
    }
    applied.stopTimeout = Math.max(applied.stopTimeout, stopTimeout);
    if (healthCheck) {
      applied.check ??= { setBy: this.node.path, healthCheck };
    }
    APPLIED.set(container, applied);
    return applied;
  }

  /** Warns where the contract replaces what the container's author has set. */
  private warnOfReplaced(
    containerName: string,
    { healthCheck: check, stopTimeout: before }: Settings,
    { stopTimeout, healthCheck }: Settings,
  ): void {
    if (healthCheck && check) {
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:ContainerCheckReplaced',
        `The health contract replaces the check that container '${containerName}' already had. `
          + 'Remove healthCheck from addContainer, or leave the probe out to keep it.',
      );
    }
    if (before !== undefined && before > stopTimeout!) {
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:StopTimeoutReplaced',
        `The health contract shortens the stop timeout of container '${containerName}' from ${before} s to ${stopTimeout} s. `
          + 'Remove stopTimeout from addContainer, or give the contract a longer shutdown.',
      );
    }
  }
}

/** Warns at synthesis where the container was changed after its contract was applied, by an override for example. */
function warnOfOverwritten(
  container: ContainerDefinition, resource: CfnTaskDefinition, { stopTimeout, healthCheck }: Settings, scope: Construct,
): void {
  const { ContainerDefinitions: definitions } = renderedProperties(resource);
  const definition = Array.isArray(definitions) ? definitions.find(({ Name }) => Name === container.containerName) : undefined;
  if (!definition) { return; }
  const changed = [
    ...definition.StopTimeout === stopTimeout ? [] : [`StopTimeout ${stopTimeout} now ${definition.StopTimeout ?? 'missing'}`],
    ...!healthCheck || sameCheck(healthCheck, definition.HealthCheck)
      ? []
      : [`HealthCheck now ${JSON.stringify(definition.HealthCheck) ?? 'missing'}`],
  ];
  if (changed.length > 0) {
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:ContainerContractOverwritten',
      `Container '${container.containerName}' was changed after its health contract was applied: ${changed.join(', ')}. `
      + 'The layers no longer agree. Apply the contract last, or remove the later change.');
  }
}

/** The template writes names with a capital. */
function sameCheck(ours: object, written: Record<string, unknown> = {}): boolean {
  return Object.entries(ours).every(([name, value]) => (
    value === undefined || JSON.stringify(written[name.charAt(0).toUpperCase() + name.slice(1)]) === JSON.stringify(value)
  ));
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

/**
 * Containers that start only once this one is HEALTHY. No grace period helps them: it begins when the whole task has started.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
function waitingForBoot(resource: CfnTaskDefinition, container: ContainerDefinition, { startup, budget }: HealthContract): string[] {
  const { containerName } = container;
  const definitions: CfnTaskDefinition.ContainerDefinitionProperty[] = Stack.of(resource).resolve(resource.containerDefinitions) ?? [];
  const waiting = definitions.filter(({ dependsOn = [] }) => (dependsOn as CfnTaskDefinition.ContainerDependencyProperty[])
    .some((on) => on.containerName === containerName && on.condition === 'HEALTHY'));
  const longest = budget.container.startPeriod.toSeconds();
  return waiting.map(({ name }) => failureText({
    what: `Container '${name}' waits until '${containerName}' is HEALTHY, which its check may deny before the boot is over`,
    got: `startup ${startup.toSeconds()} s`,
    allowed: `at most ${longest} s (startPeriod) with dependsOn HEALTHY`,
    fix: 'let it wait for START, or boot faster and load afterwards while readiness fails',
  }));
}
