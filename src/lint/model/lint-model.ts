import { readAlarm, type Alarm } from './alarm';
import { readCloudMapService, type CloudMapService } from './cloud-map';
import { runningCheck, type Container, type ContainerCheck } from './container';
import { readImageCheck, readImageCommand, type ImageCheck, type ImageCommand } from './image-check';
import { readListener, readListenerRule, readLoadBalancer, type Listener, type LoadBalancer } from './load-balancer';
import { readHealthCheck, readRecord, type DnsRecord, type HealthCheck } from './route53';
import { readScalableTargets, type ScalableTarget } from './scalable-target';
import { readIngress, type IngressRule } from './security-group';
import { isResource, readService, type Registration, type Service, type ServiceLinks } from './service';
import { readTargetGroup, type TargetGroup } from './target-group';
import { readHookedPairs, readTargetGroupPairs, type TargetGroupPair } from './target-group-pair';
import { readTaskDefinition, type TaskDefinition } from './task-definition';
import { Properties } from '../properties';
import { Resolver, type Assumptions } from '../resolver';
import type { BuiltImage, Resource, TemplateFile } from '../template';
import { isGiven, type List, type Unknown } from '../value';

/** A container with its task definition, at which findings about it are reported. */
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

/** What the templates define about health, resolved across them, with AWS's defaults. */
export class LintModel {
  public readonly taskDefinitions: readonly TaskDefinition[];
  public readonly containers: readonly PlacedContainer[];
  public readonly checkedContainers: readonly CheckedContainer[];
  public readonly targetGroups: readonly TargetGroup[];
  public readonly services: readonly Service[];
  public readonly attachments: readonly Attachment[];
  public readonly loadBalancers: readonly LoadBalancer[];
  /** Listeners and the rules of listeners. */
  public readonly listeners: readonly Listener[];
  public readonly healthChecks: readonly HealthCheck[];
  public readonly records: readonly DnsRecord[];
  public readonly alarms: readonly Alarm[];
  public readonly cloudMapServices: readonly CloudMapService[];
  public readonly ingress: List<IngressRule>;
  /** Everything that the templates define, in their order. */
  public readonly all: readonly Resource[];
  private readonly scalableTargets: readonly ScalableTarget[];
  private readonly byType: ReadonlyMap<string, readonly Resource[]>;
  /** Read at most once each: several rules ask for the same. */
  private readonly imageChecks = new Map<string, ImageCheck | undefined>();
  private readonly resolver: Resolver;
  private readonly images: ReadonlyMap<string, BuiltImage>;

  /** @param assumed what to take for parameters and conditions; undefined: they are unknown, as a rule needs it */
  constructor(public readonly templates: readonly TemplateFile[], assumed?: Assumptions) {
    this.resolver = new Resolver(templates, assumed);
    this.all = this.resolver.resources;
    this.byType = groupByType(this.all);
    this.images = new Map(templates.flatMap(({ images }) => Object.entries(images ?? {})));
    const taskDefinitions = this.read('AWS::ECS::TaskDefinition', readTaskDefinition);
    const targetGroups = this.read('AWS::ElasticLoadBalancingV2::TargetGroup', readTargetGroup);
    const loadBalancers = this.read('AWS::ElasticLoadBalancingV2::LoadBalancer', readLoadBalancer);
    const links = {
      taskDefinition: (resource: Resource) => taskDefinitions.get(resource),
      taskDefinitionOfFamily: (family: string) => [...taskDefinitions.values()].find((one) => one.family === family),
      targetGroup: (resource: Resource) => targetGroups.get(resource),
      loadBalancer: (resource: Resource) => loadBalancers.get(resource),
    };
    const listeners = this.read('AWS::ElasticLoadBalancingV2::Listener', (resource, properties) =>
      readListener(resource, properties, links),
    );
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
    this.services = readServices(this, links);
    this.attachments = this.services.flatMap((service) => service.registrations.items.flatMap((registration) => (
      isGiven(registration.targetGroup) ? [{ service, registration, targetGroup: registration.targetGroup }] : [])));
    this.listeners = [...listeners.values(), ...listenerRules.values()];
    this.healthChecks = [...this.read('AWS::Route53::HealthCheck', readHealthCheck).values()];
    this.records = [
      ...this.read('AWS::Route53::RecordSet', readRecord).values(),
      ...this.resources('AWS::Route53::RecordSetGroup').flatMap(({ resource, properties }) => (
        properties.objects('RecordSets').items.map((record) => readRecord(resource, record)))),
    ];
    this.alarms = [...this.read('AWS::CloudWatch::Alarm', readAlarm).values()];
    this.cloudMapServices = [...this.read('AWS::ServiceDiscovery::Service', readCloudMapService).values()];
    this.scalableTargets = readScalableTargets(this.resources('AWS::ApplicationAutoScaling::ScalableTarget'));
    this.ingress = readIngress((type) => this.resources(type));
  }

  /** Resources of a type with a reader of their properties, for what has no view of its own. */
  public resources(type: string): { readonly resource: Resource; readonly properties: Properties }[] {
    return (this.byType.get(type) ?? []).map((resource) => ({ resource, properties: Properties.of(resource, this.resolver) }));
  }

  /** The check in the image of a container, where the image is built from a known Dockerfile. */
  public imageCheckOf({ imageName }: Container): ImageCheck | undefined {
    const image = imageName === undefined ? undefined : this.images.get(imageName);
    if (!image) { return undefined; }
    if (!this.imageChecks.has(imageName!)) { this.imageChecks.set(imageName!, readImageCheck(image)); }
    return this.imageChecks.get(imageName!);
  }

  /** What runs in the image of a container where neither image nor task definition say otherwise, where its Dockerfile is known. */
  public imageCommandOf({ imageName }: Container): ImageCommand | undefined {
    const image = imageName === undefined ? undefined : this.images.get(imageName);
    return image && readImageCommand(image);
  }

  /** The least number of tasks that a service keeps, its automatic scaling included; NaN while unknown. */
  public leastTasks({ resource, desiredCount = 1 }: Service): number {
    const targets = this.scalableTargets.filter(({ mentioned }) => mentioned.includes(resource));
    return targets.length === 0 ? desiredCount : Math.max(...targets.map(({ minCapacity }) => minCapacity));
  }

  /** Whether Application Auto Scaling decides how many tasks a service has. */
  public isScaled({ resource }: Service): boolean {
    return this.scalableTargets.some(({ mentioned }) => mentioned.includes(resource));
  }

  /** Whether the templates of a nested stack are among these. */
  public isRead(nestedStack: Resource): boolean {
    return this.resolver.isRead(nestedStack);
  }

  /** The listeners, and rules of listeners, that forward to a target group; there may be more that are not known. */
  public listenersOf(targetGroup: TargetGroup): Listener[] {
    return this.listeners.filter(({ targetGroups }) => targetGroups.items.includes(targetGroup));
  }

  /** The target groups to which a load balancer is known to forward. */
  public targetGroupsOf(loadBalancer: Resource): TargetGroup[] {
    const listeners = this.listeners.filter(
      (listener) => isGiven(listener.loadBalancer) && listener.loadBalancer.resource === loadBalancer,
    );
    return [...new Set(listeners.flatMap(({ targetGroups }) => targetGroups.items))];
  }

  public servicesOf(taskDefinition: TaskDefinition): Service[] {
    return this.services.filter((service) => service.taskDefinition === taskDefinition);
  }

  private read<T>(type: string, reader: (resource: Resource, properties: Properties) => T): Map<Resource, T> {
    return new Map(this.resources(type).map(({ resource, properties }) => [resource, reader(resource, properties)]));
  }
}

/** Each service, once for each task set where these say what it runs, with the target groups of its deployments by CodeDeploy. */
function readServices(model: LintModel, links: ServiceLinks): Service[] {
  const taskSets = model.resources('AWS::ECS::TaskSet').map(({ properties }) => ({ properties, service: properties.resource('Service') }));
  const pairs = [
    ...readTargetGroupPairs(model.resources('AWS::CodeDeploy::DeploymentGroup')),
    ...model.templates.flatMap((template) => readHookedPairs(template, model.all)),
  ];
  return model.resources('AWS::ECS::Service').flatMap(({ resource, properties }) => {
    const own = taskSets.filter(({ service }) => service === resource);
    const services = own.length === 0
      ? [readService(resource, properties, links)]
      : own.map((taskSet) => readService(resource, properties, links, taskSet.properties));
    return services.map((service) => withPair(service, pairs.filter(({ services: of }) => of.includes(resource)), links));
  });
}

/** The other target group of a deployment by CodeDeploy takes over with the next one. */
function withPair(service: Service, pairs: readonly TargetGroupPair[], links: ServiceLinks): Service {
  const { items, complete } = service.registrations;
  const [first] = items;
  const known = items.map(({ targetGroup }) => targetGroup);
  const others = pairs.flatMap(({ targetGroups }) => targetGroups).map((group) => links.targetGroup(group))
    .filter((group): group is TargetGroup => group !== undefined && !known.includes(group));
  return first === undefined || others.length === 0 ? service : {
    ...service,
    registrations: { items: [...items, ...others.map((targetGroup) => ({ ...first, targetGroup, alternate: true }))], complete },
  };
}

function groupByType(resources: readonly Resource[]): Map<string, Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const group = groups.get(resource.type);
    if (group) { group.push(resource); } else { groups.set(resource.type, [resource]); }
  }
  return groups;
}
