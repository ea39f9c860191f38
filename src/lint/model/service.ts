import { mapList } from './container';
import type { TargetGroup } from './target-group';
import type { TaskDefinition } from './task-definition';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isEmpty, UNKNOWN, type Flag, type List, type Text, type Unknown } from '../value';

/** Where a service registers its tasks. */
export interface Registration {
  readonly targetGroup: TargetGroup | Unknown;
  readonly containerName: Text;
  readonly containerPort: number;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export interface Service {
  readonly resource: Resource;
  readonly taskDefinition: TaskDefinition | Unknown;
  readonly registrations: List<Registration>;
  /** Undefined where the template says nothing: CloudFormation then starts one task, and keeps the number that it finds later. */
  readonly desiredCount: number | undefined;
  /** Seconds; undefined where the template says nothing. */
  readonly gracePeriod: number | undefined;
  /** Percent; 100 where the template says nothing. */
  readonly minimumHealthyPercent: number;
  /** Percent; 200 where the template says nothing. */
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: Flag; readonly rollback: Flag };
  readonly deploymentAlarms: Flag;
  /** `ECS`, `CODE_DEPLOY` or `EXTERNAL`. */
  readonly deploymentController: Text;
  /** `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`. */
  readonly deploymentStrategy: Text;
  /** `REPLICA` or `DAEMON`. */
  readonly schedulingStrategy: Text;
  /** Whether something checks its tasks from VPC Lattice. */
  readonly lattice: Flag;
  /** Those of its tasks in `awsvpc` mode. */
  readonly securityGroups: List<Resource>;
}

export interface ServiceLinks {
  taskDefinition(resource: Resource): TaskDefinition | undefined;
  targetGroup(resource: Resource): TargetGroup | undefined;
}

export function readService(resource: Resource, properties: Properties, links: ServiceLinks): Service {
  const deployment = properties.object('DeploymentConfiguration');
  const breaker = deployment.object('DeploymentCircuitBreaker');
  const lattice = properties.objects('VpcLatticeConfigurations');
  const controller = properties.optionalObject('DeploymentController');
  const taskDefinition = properties.resource('TaskDefinition');
  return {
    resource,
    taskDefinition: isResource(taskDefinition) ? links.taskDefinition(taskDefinition) ?? UNKNOWN : UNKNOWN,
    registrations: mapList(properties.objects('LoadBalancers'), (item) => {
      const targetGroup = item.resource('TargetGroupArn');
      return {
        targetGroup: isResource(targetGroup) ? links.targetGroup(targetGroup) ?? UNKNOWN : UNKNOWN,
        containerName: item.text('ContainerName'),
        containerPort: item.number('ContainerPort', NaN),
      };
    }),
    desiredCount: properties.optionalNumber('DesiredCount'),
    gracePeriod: properties.optionalNumber('HealthCheckGracePeriodSeconds'),
    minimumHealthyPercent: deployment.number('MinimumHealthyPercent', 100),
    maximumPercent: deployment.number('MaximumPercent', 200),
    circuitBreaker: { enable: breaker.flag('Enable', false), rollback: breaker.flag('Rollback', false) },
    deploymentAlarms: deployment.object('Alarms').flag('Enable', false),
    deploymentController: controller ? controller.textOr('Type', 'ECS') : 'ECS',
    deploymentStrategy: deployment.textOr('Strategy', 'ROLLING'),
    schedulingStrategy: properties.textOr('SchedulingStrategy', 'REPLICA'),
    lattice: isEmpty(lattice) ? false : lattice.items.length > 0 || UNKNOWN,
    securityGroups: properties.object('NetworkConfiguration').object('AwsvpcConfiguration').resources('SecurityGroups'),
  };
}

export function isResource(value: Resource | undefined | Unknown): value is Resource {
  return value !== undefined && value !== UNKNOWN;
}
