import { readAlarm, type Alarm } from './alarm';
import { runningCheck, type Container, type ContainerCheck } from './container';
import { readImageCheck, type ImageCheck } from './image-check';
import { readListener, readListenerRule, readLoadBalancer, type Listener, type LoadBalancer } from './load-balancer';
import { readHealthCheck, readRecord, type DnsRecord, type HealthCheck } from './route53';
import { readIngress, type IngressRule } from './security-group';
import { isResource, readService, type Registration, type Service } from './service';
import { readTargetGroup, type TargetGroup } from './target-group';
import { readTaskDefinition, type TaskDefinition } from './task-definition';
import { Properties } from '../properties';
import { Resolver } from '../resolver';
import type { BuiltImage, Resource, TemplateFile } from '../template';
import { isGiven, type List, type Unknown } from '../value';

/** A container with the task definition in which it stands: findings about it are told there. */
export interface PlacedContainer {
  readonly container: Container;
  readonly taskDefinition: TaskDefinition;
  readonly resource: Resource;
}

/** A container whose check certainly runs. */
export interface CheckedContainer extends PlacedContainer {
  readonly check: ContainerCheck;
}

/** A service that registers its tasks with a target group that the templates define. */
export interface Attachment {
  readonly service: Service;
  readonly registration: Registration;
  readonly targetGroup: TargetGroup;
}

/** What the templates say about health, resolved across them, with AWS's defaults. */
export class LintModel {
  readonly taskDefinitions: readonly TaskDefinition[];
  readonly containers: readonly PlacedContainer[];
  readonly checkedContainers: readonly CheckedContainer[];
  readonly targetGroups: readonly TargetGroup[];
  readonly services: readonly Service[];
  readonly attachments: readonly Attachment[];
  readonly loadBalancers: readonly LoadBalancer[];
  /** Listeners and the rules of listeners. */
  readonly listeners: readonly Listener[];
  readonly healthChecks: readonly HealthCheck[];
  readonly records: readonly DnsRecord[];
  readonly alarms: readonly Alarm[];
  readonly ingress: List<IngressRule>;
  private readonly resolver: Resolver;
  private readonly images: ReadonlyMap<string, BuiltImage>;

  constructor(templates: readonly TemplateFile[]) {
    this.resolver = new Resolver(templates);
    this.images = new Map(templates.flatMap(({ images }) => Object.entries(images ?? {})));
    const taskDefinitions = this.read('AWS::ECS::TaskDefinition', readTaskDefinition);
    const targetGroups = this.read('AWS::ElasticLoadBalancingV2::TargetGroup', readTargetGroup);
    const loadBalancers = this.read('AWS::ElasticLoadBalancingV2::LoadBalancer', readLoadBalancer);
    const links = {
      taskDefinition: (resource: Resource) => taskDefinitions.get(resource),
      targetGroup: (resource: Resource) => targetGroups.get(resource),
      loadBalancer: (resource: Resource) => loadBalancers.get(resource),
    };
    const listeners = this.read('AWS::ElasticLoadBalancingV2::Listener', (resource, properties) => readListener(resource, properties, links));
    const listenerOf = (listener: Resource | undefined | Unknown) => (isResource(listener) ? listeners.get(listener) : undefined);
    const listenerRules = this.read('AWS::ElasticLoadBalancingV2::ListenerRule',
      (resource, properties) => readListenerRule(resource, properties, listenerOf(properties.resource('ListenerArn')), links));

    this.taskDefinitions = [...taskDefinitions.values()];
    this.containers = this.taskDefinitions.flatMap((taskDefinition) => taskDefinition.containers.items
      .map((container) => ({ container, taskDefinition, resource: taskDefinition.resource })));
    this.checkedContainers = this.containers.flatMap((placed) => {
      const check = runningCheck(placed.container);
      return check ? [{ ...placed, check }] : [];
    });
    this.targetGroups = [...targetGroups.values()];
    this.loadBalancers = [...loadBalancers.values()];
    this.services = [...this.read('AWS::ECS::Service', (resource, properties) => readService(resource, properties, links)).values()];
    this.attachments = this.services.flatMap((service) => service.registrations.items.flatMap((registration) => (
      isGiven(registration.targetGroup) ? [{ service, registration, targetGroup: registration.targetGroup }] : [])));
    this.listeners = [...listeners.values(), ...listenerRules.values()];
    this.healthChecks = [...this.read('AWS::Route53::HealthCheck', readHealthCheck).values()];
    this.records = [...this.read('AWS::Route53::RecordSet', readRecord).values()];
    this.alarms = [...this.read('AWS::CloudWatch::Alarm', readAlarm).values()];
    this.ingress = readIngress((type) => this.resources(type));
  }

  /** Resources of a type with a reader of their properties, for what has no view of its own. */
  resources(type: string): { readonly resource: Resource; readonly properties: Properties }[] {
    return this.resolver.resources.filter((resource) => resource.type === type)
      .map((resource) => ({ resource, properties: Properties.of(resource, this.resolver) }));
  }

  /** The check that the image of a container brings along, where it is built from a Dockerfile that is known. */
  imageCheckOf({ imageName }: Container): ImageCheck | undefined {
    const image = imageName === undefined ? undefined : this.images.get(imageName);
    return image && readImageCheck(image);
  }

  /** The listeners, and rules of listeners, that hand traffic to a target group; there may be more that are not known. */
  listenersOf(targetGroup: TargetGroup): Listener[] {
    return this.listeners.filter(({ targetGroups }) => targetGroups.items.includes(targetGroup));
  }

  /** The target groups that a load balancer is known to hand traffic to. */
  targetGroupsOf(loadBalancer: Resource): TargetGroup[] {
    const listeners = this.listeners.filter((listener) => isGiven(listener.loadBalancer) && listener.loadBalancer.resource === loadBalancer);
    return [...new Set(listeners.flatMap(({ targetGroups }) => targetGroups.items))];
  }

  servicesOf(taskDefinition: TaskDefinition): Service[] {
    return this.services.filter((service) => service.taskDefinition === taskDefinition);
  }

  private read<T>(type: string, reader: (resource: Resource, properties: Properties) => T): Map<Resource, T> {
    return new Map(this.resources(type).map(({ resource, properties }) => [resource, reader(resource, properties)]));
  }
}
