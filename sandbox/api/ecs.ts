import type { ApiFaults } from './api-faults';
import { containerInstanceArn, containerInstanceShape } from './container-instances';
import { serviceShape, taskShape } from './ecs-shapes';
import { ApiError } from './errors';
import { memberNames } from './member-names';
import { arnsOf, deploymentArn, deploymentBrief, deploymentDetail, revisionDetail } from './service-deployments';
import type { Service } from '../tasks/service';
import type { Task } from '../tasks/task';
import { lastPart } from '../template/identifiers';
import type { DescribedModel } from '../template/model';

type Request = Readonly<Record<string, unknown>>;

/** ECS describes at most this many services, or tasks, in one call. */
const MAXIMUM_SERVICES = 10;
const MAXIMUM_TASKS = 100;
const MAXIMUM_INSTANCES = 100;
/** ListServices lists ten where the request does not say otherwise. */
const MAXIMUM_LISTED_SERVICES = 10;
/** No list has more on a page. */
const MOST_LISTED = 100;

/** What of a service's own settings is read here. */
interface StatedSettings {
  readonly networkConfiguration?: { readonly awsvpcConfiguration?: { readonly subnets?: readonly string[] } };
  readonly deploymentConfiguration?: object;
}

/** The part of the ECS API that health needs, over the services of the sandbox. */
export class EcsApi {
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    ListClusters: () => this.listClusters(),
    ListServices: (request) => this.listServices(request),
    DescribeTaskDefinition: (request) => this.describeTaskDefinition(request),
    DescribeServices: (request) => this.describeServices(request),
    ListServiceDeployments: (request) => ({ serviceDeployments: [deploymentBrief(this.service(request, request.service))] }),
    DescribeServiceDeployments: ({ serviceDeploymentArns }) => {
      const arns = arnsOf(serviceDeploymentArns, 'serviceDeploymentArns');
      return { serviceDeployments: this.services.filter((service) => arns.includes(deploymentArn(service))).map(deploymentDetail) };
    },
    DescribeServiceRevisions: ({ serviceRevisionArns }) => ({
      serviceRevisions: arnsOf(serviceRevisionArns, 'serviceRevisionArns').flatMap((arn) => revisionDetail(this.services, arn) ?? []),
    }),
    ListTasks: (request) => this.listTasks(request),
    DescribeTasks: (request) => this.describeTasks(request),
    DescribeContainerInstances: (request) => this.describeContainerInstances(request),
    StopTask: (request) => this.stopTask(request),
    GetTaskProtection: (request) => this.getTaskProtection(request),
    UpdateService: (request) => this.updateService(request),
  };

  constructor(
    private readonly services: readonly Service[],
    private readonly faults: ApiFaults,
    private readonly described: readonly DescribedModel[] = [],
  ) {}

  public async call(operation: string, request: Request): Promise<object> {
    if (!Object.hasOwn(this.operations, operation)) {
      throw new ApiError(
        'UnknownOperationException',
        `The sandbox does not serve '${operation}' of ECS; it serves ${Object.keys(this.operations).join(', ')}.`,
      );
    }
    await this.faults.apply(operation);
    return this.operations[operation](request);
  }

  private describeServices(request: Request): object {
    const requested = names(request.services, 'services', MAXIMUM_SERVICES);
    const services = this.inCluster(request);
    const reachable = this.faults.reachable('DescribeServices', requested);
    const found = requested.map((name) => ({
      name, service: reachable.includes(name) ? services.find((service) => service.name === lastPart(name)) : undefined,
    }));
    return {
      services: found.flatMap(({ service }) => service ? [this.shape(service)] : []),
      failures: found.filter(({ service }) => !service).map(({ name }) => this.missing(request, 'service', name)),
    };
  }

  private listClusters(): object {
    return { clusterArns: [...new Set(this.services.map(({ model }) => model.cluster.arn))] };
  }

  private listServices(request: Request): object {
    const services = this.inCluster(request);
    const { start, end, nextToken } = page(request, services.length, MAXIMUM_LISTED_SERVICES);
    return { serviceArns: services.slice(start, end).map(({ model }) => model.arn), ...nextToken };
  }

  private describeTaskDefinition(request: Request): object {
    const asked = String(request.taskDefinition ?? '');
    const found = this.described.find(({ type, reference }) => (
      type === 'AWS::ECS::TaskDefinition' && (reference === asked || lastPart(reference) === asked)
    ));
    if (!found) { throw new ApiError('ClientException', `Unable to describe task definition ${asked}.`); }
    const stated = memberNames(found.properties) as object;
    return { taskDefinition: { ...stated, taskDefinitionArn: found.reference, revision: 1, status: 'ACTIVE' } };
  }

  /** The service with what ECS repeats of its own settings, and the sandbox does not change. */
  private shape(service: Service): object {
    const { deploymentConfiguration, ...stated } = this.stated(service.model);
    const shape = serviceShape(service);
    return { ...stated, ...shape, deploymentConfiguration: { ...deploymentConfiguration, ...shape.deploymentConfiguration } };
  }

  private stated({ arn }: Pick<Service['model'], 'arn'>): StatedSettings {
    const { NetworkConfiguration, CapacityProviderStrategy, ServiceRegistries, DeploymentConfiguration } = this.described.find(
      ({ type, reference }) => type === 'AWS::ECS::Service' && reference === arn,
    )?.properties ?? {};
    return memberNames({ NetworkConfiguration, CapacityProviderStrategy, ServiceRegistries, DeploymentConfiguration }) as StatedSettings;
  }

  /** Each of a service's subnets is in a zone of its own. */
  private subnetOf({ service, zone }: Task): string | undefined {
    const { networkConfiguration } = this.stated(service);
    return networkConfiguration?.awsvpcConfiguration?.subnets?.[service.zones.indexOf(zone)];
  }

  private listTasks(request: Request): object {
    const status = request.desiredStatus ?? 'RUNNING';
    const services = request.serviceName === undefined ? this.inCluster(request) : [this.service(request, request.serviceName)];
    const tasks = services.flatMap((service) => service.tasks).filter((task) => task.desiredStatus === status);
    const { start, end, nextToken } = page(request, tasks.length, MAXIMUM_TASKS);
    return { taskArns: tasks.slice(start, end).map((task) => task.arn), ...nextToken };
  }

  private describeTasks(request: Request): object {
    const requested = names(request.tasks, 'tasks', MAXIMUM_TASKS);
    const tasks = this.inCluster(request).flatMap((service) => service.tasks);
    const reachable = this.faults.reachable('DescribeTasks', requested);
    const found = requested.map((name) => ({
      name, task: reachable.includes(name) ? tasks.find((task) => task.id === lastPart(name)) : undefined,
    }));
    return {
      tasks: found.flatMap(({ task }) => task ? [taskShape(task, this.subnetOf(task))] : []),
      failures: found.filter(({ task }) => !task).map(({ name }) => this.missing(request, 'task', name)),
    };
  }

  private describeContainerInstances(request: Request): object {
    const requested = names(request.containerInstances, 'containerInstances', MAXIMUM_INSTANCES);
    const tasks = this.inCluster(request).filter(({ model }) => model.launchType === 'EC2').flatMap((service) => service.tasks)
      .filter(({ lastStatus }) => lastStatus !== 'STOPPED');
    const reachable = this.faults.reachable('DescribeContainerInstances', requested);
    const found = requested.map((name) => ({
      name, task: reachable.includes(name) ? tasks.find((task) => lastPart(containerInstanceArn(task)) === lastPart(name)) : undefined,
    }));
    return {
      containerInstances: found.flatMap(({ task }) => task ? [containerInstanceShape(task)] : []),
      failures: found.filter(({ task }) => !task).map(({ name }) => this.missing(request, 'container-instance', name)),
    };
  }

  private getTaskProtection(request: Request): object {
    const requested = names(request.tasks, 'tasks', MAXIMUM_TASKS);
    const reachable = this.faults.reachable('GetTaskProtection', requested);
    const tasks = this.inCluster(request).flatMap((service) => service.tasks).filter((task) => reachable.map(lastPart).includes(task.id));
    return {
      protectedTasks: tasks.map((task) => ({ taskArn: task.arn, protectionEnabled: task.isProtected })),
      failures: requested.filter((name) => !tasks.some(({ id }) => id === lastPart(name)))
        .map((name) => this.missing(request, 'task', name)),
    };
  }

  /** Stops at once: the minimum healthy percent does not apply to StopTask. */
  private stopTask(request: Request): object {
    const name = String(request.task ?? '');
    const task: Task | undefined = this.inCluster(request)
      .flatMap((service) => service.tasks)
      .find((candidate) => candidate.id === lastPart(name));
    if (!task) {
      throw new ApiError('InvalidParameterException', `The referenced task was not found: ${name}`);
    }
    void task.stop('UserInitiated', String(request.reason ?? 'Task stopped by user'));
    return { task: taskShape(task) };
  }

  /** What ECS lists in place of what it does not know: by its ARN, whichever name was given. */
  private missing(request: Request, kind: 'service' | 'task' | 'container-instance', name: string): object {
    const { cluster } = this.inCluster(request)[0]!.model;
    const arn = name.startsWith('arn:') ? name : `${cluster.arn.replace(':cluster/', `:${kind}/`)}/${lastPart(name)}`;
    return { arn, reason: 'MISSING' };
  }

  private updateService(request: Request): object {
    const service = this.service(request, request.service);
    const others = Object.keys(request).filter((name) => !['cluster', 'service', 'desiredCount'].includes(name));
    if (others.length > 0 || !Number.isInteger(request.desiredCount) || Number(request.desiredCount) < 0) {
      throw new ApiError(
        'InvalidParameterException',
        `The sandbox changes desiredCount only, a whole number from 0; got ${JSON.stringify(request)}`,
      );
    }
    service.setDesiredCount(Number(request.desiredCount));
    return { service: serviceShape(service) };
  }

  private service(request: Request, name: unknown): Service {
    const service = this.inCluster(request).find((candidate) => candidate.name === lastPart(String(name)));
    if (!service) {
      throw new ApiError(
        'ServiceNotFoundException',
        `Service not found: ${String(name)}; the sandbox runs ${this.services.map((each) => each.name).join(', ')}`,
      );
    }
    return service;
  }

  private inCluster(request: Request): readonly Service[] {
    const name = lastPart(String(request.cluster ?? 'default'));
    const services = this.services.filter((service) => service.model.cluster.name === name);
    if (services.length === 0) {
      const known = [...new Set(this.services.map((service) => service.model.cluster.name))];
      throw new ApiError('ClusterNotFoundException', `Cluster not found: ${name}; the sandbox runs ${known.join(', ')}`);
    }
    return services;
  }
}

function names(value: unknown, field: string, most: number): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) {
    throw new ApiError('InvalidParameterException', `${field} must name 1 to ${most}, got ${Array.isArray(value) ? value.length : 'none'}`);
  }
  return value.map(String);
}

/** The part of a list that a request asks for. */
function page(
  request: Request, length: number, usual: number,
): { readonly start: number; readonly end: number; readonly nextToken: object } {
  const start = Number(request.nextToken ?? 0);
  if (!(request.nextToken === undefined || (Number.isInteger(start) && start > 0 && start < length))) {
    throw new ApiError('InvalidParameterException', `Invalid token: ${String(request.nextToken)}`);
  }
  const size = Number(request.maxResults ?? usual);
  if (!(Number.isInteger(size) && size >= 1 && size <= MOST_LISTED)) {
    throw new ApiError('InvalidParameterException', `maxResults must be between 1 and ${MOST_LISTED}, got ${String(request.maxResults)}`);
  }
  const end = start + size;
  return { start, end, nextToken: end < length ? { nextToken: String(end) } : {} };
}
