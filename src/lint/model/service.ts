import { mapList, type Container } from './container';
import type { TargetGroup } from './target-group';
import { containerOf, decidingChecks, type TaskCheck, type TaskDefinition } from './task-definition';
import { DEPLOYMENT } from '../../contract/limits';
import { tasksAtOnce, type CircuitBreakerThreshold } from '../../contract/timing';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isEmpty, isGiven, UNKNOWN, type Flag, type List, type Text, type Unknown } from '../value';

/** Where a service registers its tasks. */
export interface Registration {
  readonly targetGroup: TargetGroup | Unknown;
  readonly containerName: Text;
  /** As the template writes it. */
  readonly writtenName: string;
  readonly containerPort: number;
  /** Whether it is the target group of the other revision in a blue/green deployment, which is its own after the next one. */
  readonly alternate: boolean;
  /** Whether it is a classic load balancer, whose check is not read. */
  readonly classic: boolean;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export interface Service {
  /** The service itself, also where a task set says what it runs. */
  readonly resource: Resource;
  readonly taskDefinition: TaskDefinition | Unknown;
  readonly registrations: List<Registration>;
  /** Undefined where the template has none: CloudFormation then starts one task, and later keeps the current number. */
  readonly desiredCount: number | undefined;
  /** Seconds; undefined where the template has none. */
  readonly gracePeriod: number | undefined;
  /** Percent; 100 where the template has none. */
  readonly minimumHealthyPercent: number;
  /** Percent; 200 where the template has none. */
  readonly maximumPercent: number;
  readonly circuitBreaker: CircuitBreaker;
  readonly deploymentAlarms: Flag;
  /** Whether hooks run at its deployments. */
  readonly deploymentHooks: Flag;
  /** `ECS`, `CODE_DEPLOY` or `EXTERNAL`. */
  readonly deploymentController: Text;
  /** `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`. */
  readonly deploymentStrategy: Text;
  /** Minutes; undefined where the template has none, NaN while unknown. */
  readonly bakeTime: number | undefined;
  /** `REPLICA` or `DAEMON`. */
  readonly schedulingStrategy: Text;
  /** Whether something checks its tasks from VPC Lattice. */
  readonly lattice: Flag;
  /** Those of its tasks in `awsvpc` mode. */
  readonly securityGroups: List<Resource>;
  /** Whether its tasks run, or may run, on Fargate Spot, where SIGTERM comes before deregistration. */
  readonly spot: Flag;
  /** Services of Cloud Map in which its tasks are registered. */
  readonly registries: List<Resource>;
  /** Whether another resource has to say what it runs. */
  readonly external: boolean;
}

interface CircuitBreaker {
  readonly enable: Flag;
  readonly rollback: Flag;
  readonly threshold: CircuitBreakerThreshold | Unknown;
}

export interface ServiceLinks {
  taskDefinition(resource: Resource): TaskDefinition | undefined;
  taskDefinitionOfFamily(family: string): TaskDefinition | undefined;
  targetGroup(resource: Resource): TargetGroup | undefined;
}

/**
 * @param taskSet what an external deployment controller runs in the service
 */
export function readService(resource: Resource, properties: Properties, links: ServiceLinks, taskSet?: Properties): Service {
  const deployment = properties.object('DeploymentConfiguration');
  const controller = properties.optionalObject('DeploymentController');
  const run = taskSet ?? properties;
  const lattice = properties.objects('VpcLatticeConfigurations');
  const deploymentController = controller ? controller.textOr('Type', 'ECS') : 'ECS';
  return {
    resource,
    taskDefinition: readTaskDefinitionOf(run, links),
    registrations: readRegistrations(run.objects('LoadBalancers'), links),
    desiredCount: properties.optionalNumber('DesiredCount'),
    gracePeriod: properties.optionalNumber('HealthCheckGracePeriodSeconds'),
    minimumHealthyPercent: deployment.number('MinimumHealthyPercent', DEPLOYMENT.minimumHealthyPercent),
    maximumPercent: deployment.number('MaximumPercent', DEPLOYMENT.maximumPercent),
    circuitBreaker: readCircuitBreaker(deployment.object('DeploymentCircuitBreaker')),
    deploymentAlarms: deployment.object('Alarms').flag('Enable', false),
    deploymentHooks: isEmpty(deployment.objects('LifecycleHooks')) ? false : deployment.objects('LifecycleHooks').items.length > 0
      || UNKNOWN,
    deploymentController,
    deploymentStrategy: deployment.textOr('Strategy', 'ROLLING'),
    bakeTime: deployment.optionalNumber('BakeTimeInMinutes'),
    schedulingStrategy: properties.textOr('SchedulingStrategy', 'REPLICA'),
    lattice: isEmpty(lattice) ? false : lattice.items.length > 0 || UNKNOWN,
    securityGroups: run.object('NetworkConfiguration').object('AwsvpcConfiguration').resources('SecurityGroups'),
    spot: readSpot(run),
    registries: mapKnown(run.objects('ServiceRegistries'), (registry) => registry.resource('RegistryArn')),
    external: deploymentController === 'EXTERNAL' && !taskSet,
  };
}

function readTaskDefinitionOf(properties: Properties, links: ServiceLinks): TaskDefinition | Unknown {
  const taskDefinition = properties.resource('TaskDefinition');
  if (isResource(taskDefinition)) { return links.taskDefinition(taskDefinition) ?? UNKNOWN; }
  // With CODE_DEPLOY the CDK names the family, so that CloudFormation leaves the revision to CodeDeploy.
  const family = properties.text('TaskDefinition');
  return isGiven(family) ? links.taskDefinitionOfFamily(family.replace(/^.*task-definition\//, '').replace(/:\d+$/, '')) ?? UNKNOWN
    : UNKNOWN;
}

function readRegistrations(list: List<Properties>, links: ServiceLinks): List<Registration> {
  const read = mapList(list, (item): Registration[] => {
    const common: Pick<Registration, 'containerName' | 'writtenName' | 'containerPort'> = {
      containerName: item.text('ContainerName'),
      writtenName: JSON.stringify(item.written('ContainerName')) ?? '',
      containerPort: item.number('ContainerPort', NaN),
    };
    const alternate: Resource | undefined | Unknown = item.object('AdvancedConfiguration').resource('AlternateTargetGroupArn');
    const classic = item.given('LoadBalancerName') === true && item.given('TargetGroupArn') === false;
    const own: Registration = { ...common, targetGroup: groupOf(item.resource('TargetGroupArn'), links), alternate: false, classic };
    return alternate === undefined ? [own] : [own, { ...own, targetGroup: groupOf(alternate, links), alternate: true, classic: false }];
  });
  return { items: read.items.flat(), complete: read.complete };
}

function groupOf(resource: Resource | undefined | Unknown, links: ServiceLinks): TargetGroup | Unknown {
  return isResource(resource) ? links.targetGroup(resource) ?? UNKNOWN : UNKNOWN;
}

function readCircuitBreaker(breaker: Properties): CircuitBreaker {
  const configuration = breaker.optionalObject('ThresholdConfiguration');
  const type = configuration ? configuration.textOr('Type', 'BOUNDED_PERCENT') : 'BOUNDED_PERCENT';
  const value = configuration ? configuration.number('Value', DEPLOYMENT.failurePercent) : DEPLOYMENT.failurePercent;
  return {
    enable: breaker.flag('Enable', false),
    rollback: breaker.flag('Rollback', false),
    threshold: type === 'COUNT' || type === 'BOUNDED_PERCENT' || type === 'UNBOUNDED_PERCENT' ? { type, value } : UNKNOWN,
  };
}

/** Without a launch type and a strategy of its own the cluster decides. */
function readSpot(properties: Properties): Flag {
  const strategy = properties.objects('CapacityProviderStrategy');
  const providers = strategy.items.map((item) => item.text('CapacityProvider'));
  if (providers.includes('FARGATE_SPOT')) { return true; }
  if (isEmpty(strategy)) { return isGiven(properties.text('LaunchType')) ? false : UNKNOWN; }
  return strategy.complete && providers.every(isGiven) ? false : UNKNOWN;
}

function mapKnown<T, R>({ items, complete }: List<T>, map: (item: T) => R | undefined | Unknown): List<R> {
  const mapped = items.map(map);
  const known = mapped.filter((item): item is Awaited<R> & R => isGiven(item));
  return { items: known, complete: complete && known.length === mapped.length };
}

/** The container to which a registration sends requests, where it is known. */
export function registeredContainer({ taskDefinition }: Service, { containerName, writtenName }: Registration): Container | undefined {
  return isGiven(taskDefinition) ? containerOf(taskDefinition, containerName, writtenName) : undefined;
}

/** The check of the container to which a registration sends requests, where that is known to decide about the task: its command is. */
export function registeredCheck(service: Service, registration: Registration): TaskCheck[] {
  const container = registeredContainer(service, registration);
  const checks = isGiven(service.taskDefinition) ? decidingChecks(service.taskDefinition) : [];
  return checks.filter((one) => one.container === container && one.check.outline.complete);
}

/** Tasks that a deployment may start at once; NaN while unknown. */
export function startedAtOnce({ desiredCount = 1, maximumPercent }: Service): number {
  return tasksAtOnce(desiredCount, maximumPercent);
}

/** Minutes that CloudFormation waits for a rolling deployment; the longer time while it is unknown whether there is a bake time. */
export function rollingPatience({ bakeTime }: Service): number {
  return bakeTime === undefined ? DEPLOYMENT.patience.rolling : DEPLOYMENT.patience.shifting;
}

export function isResource(value: Resource | undefined | Unknown): value is Resource {
  return value !== undefined && value !== UNKNOWN;
}
