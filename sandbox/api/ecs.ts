import type { Clock } from '../clock';
import { serviceShape, taskShape } from './ecs-shapes';
import { ApiError } from './errors';
import type { Service } from '../tasks/service';
import type { Task } from '../tasks/task';
import { lastPart } from '../template/identifiers';

type Request = Readonly<Record<string, unknown>>;

/** ECS answers for at most this many services, or tasks, a call. */
const MOST_SERVICES = 10;
const MOST_TASKS = 100;

/** The part of the ECS API that health needs, over the services of the sandbox. */
export class EcsApi {
  readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    DescribeServices: (request) => this.describeServices(request),
    ListTasks: (request) => this.listTasks(request),
    DescribeTasks: (request) => this.describeTasks(request),
    StopTask: (request) => this.stopTask(request),
    GetTaskProtection: (request) => this.getTaskProtection(request),
    UpdateService: (request) => this.updateService(request),
  };

  /** Operations that are refused for too many calls, until they are taken out. */
  readonly throttled = new Set<string>();

  constructor(private readonly services: readonly Service[], private readonly clock: Clock) {}

  call(operation: string, request: Request): object {
    if (!Object.hasOwn(this.operations, operation)) {
      throw new ApiError('UnknownOperationException', `The sandbox does not serve '${operation}' of ECS; it serves ${Object.keys(this.operations).join(', ')}.`);
    }
    if (this.throttled.has(operation)) {
      throw new ApiError('ThrottlingException', 'Rate exceeded');
    }
    return this.operations[operation](request);
  }

  private describeServices(request: Request): object {
    const asked = names(request.services, 'services', MOST_SERVICES);
    const services = this.inCluster(request);
    const found = asked.map((name) => ({ name, service: services.find((service) => service.name === lastPart(name)) }));
    return {
      services: found.flatMap(({ service }) => service ? [serviceShape(service, this.clock)] : []),
      failures: found.filter(({ service }) => !service).map(({ name }) => ({ arn: name, reason: 'MISSING' })),
    };
  }

  private listTasks(request: Request): object {
    const status = request.desiredStatus ?? 'RUNNING';
    const services = request.serviceName === undefined ? this.inCluster(request) : [this.service(request, request.serviceName)];
    const tasks = services.flatMap((service) => service.tasks).filter((task) => task.desiredStatus === status);
    const start = Number(request.nextToken ?? 0);
    const end = start + Math.min(Number(request.maxResults ?? MOST_TASKS), MOST_TASKS);
    return {
      taskArns: tasks.slice(start, end).map((task) => task.arn),
      ...(end < tasks.length ? { nextToken: String(end) } : {}),
    };
  }

  private describeTasks(request: Request): object {
    const asked = names(request.tasks, 'tasks', MOST_TASKS);
    const tasks = this.inCluster(request).flatMap((service) => service.tasks);
    const found = asked.map((name) => ({ name, task: tasks.find((task) => task.id === lastPart(name)) }));
    return {
      tasks: found.flatMap(({ task }) => task ? [taskShape(task, this.clock)] : []),
      failures: found.filter(({ task }) => !task).map(({ name }) => ({ arn: name, reason: 'MISSING' })),
    };
  }

  private getTaskProtection(request: Request): object {
    const asked = names(request.tasks, 'tasks', MOST_TASKS);
    const tasks = this.inCluster(request).flatMap((service) => service.tasks).filter((task) => asked.map(lastPart).includes(task.id));
    return { protectedTasks: tasks.map((task) => ({ taskArn: task.arn, protectionEnabled: task.isProtected })), failures: [] };
  }

  /** Stops at once: StopTask is not held back by the minimum healthy percent. */
  private stopTask(request: Request): object {
    const name = String(request.task ?? '');
    const task: Task | undefined = this.inCluster(request).flatMap((service) => service.tasks).find((candidate) => candidate.id === lastPart(name));
    if (!task) {
      throw new ApiError('InvalidParameterException', `The referenced task was not found: ${name}`);
    }
    void task.stop('UserInitiated', String(request.reason ?? 'Task stopped by user'));
    return { task: taskShape(task, this.clock) };
  }

  private updateService(request: Request): object {
    const service = this.service(request, request.service);
    const others = Object.keys(request).filter((name) => !['cluster', 'service', 'desiredCount'].includes(name));
    if (others.length > 0 || !Number.isInteger(request.desiredCount) || Number(request.desiredCount) < 0) {
      throw new ApiError('InvalidParameterException', `The sandbox changes desiredCount only, a whole number from 0; got ${JSON.stringify(request)}`);
    }
    service.setDesiredCount(Number(request.desiredCount));
    return { service: serviceShape(service, this.clock) };
  }

  private service(request: Request, name: unknown): Service {
    const service = this.inCluster(request).find((candidate) => candidate.name === lastPart(String(name)));
    if (!service) {
      throw new ApiError('ServiceNotFoundException', `Service not found: ${String(name)}; the sandbox runs ${this.services.map((each) => each.name).join(', ')}`);
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
