import { calculate, quantity, whenKnown, type Quantity } from './quantity';
import { readDependencies } from './read-dependencies';
import { readVerifiers } from './read-verifiers';
import type {
  CloudMapSettings,
  ContainerCheckSettings,
  ContainerSettings,
  DeploymentSettings,
  Route53Settings,
  ServiceSettings,
  TargetGroupSettings,
} from './service-settings';
import { worstTargetDetection } from './worst-target-detection';
import { failuresUntilTripped, type CircuitBreakerThreshold } from '../../src/contract/timing';
import { runningCheck, type Container } from '../../src/lint/model/container';
import { LintModel } from '../../src/lint/model/lint-model';
import type { HealthCheck } from '../../src/lint/model/route53';
import { registeredContainer, rollingPatience, startedAtOnce, type Registration, type Service } from '../../src/lint/model/service';
import { endsInSuccess } from '../../src/lint/model/shell-status';
import type { TargetGroup } from '../../src/lint/model/target-group';
import type { TaskDefinition } from '../../src/lint/model/task-definition';
import type { Assumptions } from '../../src/lint/resolver';
import type { TemplateFile } from '../../src/lint/template';
import { isGiven, UNKNOWN, type Text, type Unknown } from '../../src/lint/value';

/**
 * The services of these templates, in the order of the templates, with the settings that decide when their layers act.
 * @param assumed what to take for parameters and conditions; undefined: what follows from them is unknown
 */
export function readServices(templates: readonly TemplateFile[], assumed?: Assumptions): ServiceSettings[] {
  const model = new LintModel(templates, assumed);
  const verifiers = new Map(readVerifiers(model).map((verifier) => [verifier.service, verifier.settings]));
  const checks = new Route53Checks(model);
  return model.services.map((service) => {
    const { resource: { logicalId, template, constructPath } } = service;
    const groups = service.registrations.items.map((registration) => ({ registration, group: readTargetGroup(registration) }));
    const chosen = slowest(groups, ({ group }) => worstTargetDetection(group));
    const targetGroup = chosen?.group;
    const others = groups.filter((one) => one !== chosen)
      .flatMap(({ registration: { targetGroup: other } }) => (isGiven(other) ? [other.resource.logicalId] : []));
    return {
      name: logicalId,
      template: template.name,
      ...constructPath === undefined ? {} : { constructPath },
      container: readContainer(service),
      ...targetGroup && { targetGroup },
      ...others.length > 0 && { otherTargetGroups: others },
      gracePeriod: quantity(service.gracePeriod ?? 0),
      startsFirst: startsFirst(service),
      ...optional('deployment', readDeployment(service)),
      ...optional('cloudMap', readCloudMap(model, service)),
      ...optional('route53', slowestCheck(checks.of(service, targetGroup))),
      ...optional('verifier', verifiers.get(service.resource)),
    };
  });
}

function optional<K extends string, T>(key: K, value: T | undefined): { readonly [k in K]?: T } {
  return value === undefined ? {} : { [key]: value } as { [k in K]: T };
}

/** The container that receives the traffic, or else the application's, as far as it can be told from what runs beside it. */
function readContainer(service: Service): ContainerSettings {
  const { taskDefinition, registrations } = service;
  const container = taskDefinition === UNKNOWN ? undefined : answering(service, taskDefinition as TaskDefinition);
  const port = registrations.items[0]?.containerPort ?? container?.ports.items[0];
  if (!container) { return { ...knownPort(port), check: UNKNOWN_CHECK, stopTimeout: UNKNOWN }; }
  return {
    ...optional('name', known(container.name)),
    ...knownPort(port),
    ...readCheck(container),
    ...optional('waitsFor', readDependencies(taskDefinition as TaskDefinition, container)),
    stopTimeout: quantity(container.stopTimeout),
  };
}

function knownPort(port: number | undefined): { readonly port?: number } {
  return Number.isFinite(port) ? { port } : {};
}

/** What usually runs beside an application: its check says nothing about the application. */
const BESIDE = /envoy|appmesh|xray|x-ray|datadog|fluent|firelens|log[-_]?router|otel|opentelemetry|cloudwatch-agent|cwagent|newrelic|splunk|statsd|dynatrace/i;

function answering(service: Service, { containers: { items, complete } }: TaskDefinition): Container | undefined {
  const registered = service.registrations.items.map((registration) => registeredContainer(service, registration));
  const found = registered.find((one) => one !== undefined);
  if (found) { return found; }
  // The registered one is among them, and which it is the deployment knows.
  if (service.registrations.items.length > 0 && items.length > 1) { return undefined; }
  const essential = items.filter((container) => container.essential !== false);
  const own = essential.filter(({ name, image }) => !BESIDE.test(known(name) ?? '') && !BESIDE.test(known(image) ?? ''));
  return complete || own.length > 0 ? [...own.filter((container) => container.check !== undefined), ...own, ...essential, ...items][0]
    : undefined;
}

const UNKNOWN_CHECK: ContainerCheckSettings = { command: [], interval: UNKNOWN, timeout: UNKNOWN, retries: UNKNOWN, startPeriod: UNKNOWN };

function readCheck(container: Container): Pick<ContainerSettings, 'check' | 'idleCheck'> {
  if (container.check === UNKNOWN) { return { check: UNKNOWN_CHECK }; }
  const check = runningCheck(container);
  if (!check) { return {}; }
  const settings: ContainerCheckSettings = {
    command: check.command.complete ? check.command.items : [],
    interval: quantity(check.interval),
    timeout: quantity(check.timeout),
    retries: quantity(check.retries),
    startPeriod: quantity(check.startPeriod ?? 0),
  };
  return endsInSuccess(check) ? { idleCheck: settings } : { check: settings };
}

function readTargetGroup({ targetGroup }: Registration): TargetGroupSettings {
  if (targetGroup === UNKNOWN) {
    return {
      network: false,
      grpc: false,
      interval: UNKNOWN,
      timeout: UNKNOWN,
      unhealthyThreshold: UNKNOWN,
      healthyThreshold: UNKNOWN,
      matcher: UNKNOWN,
      deregistrationDelay: UNKNOWN,
    };
  }
  const { check, protocol, protocolVersion, deregistrationDelay } = targetGroup as TargetGroup;
  return {
    network: isGiven(protocol) && !protocol.startsWith('HTTP'),
    grpc: protocolVersion === 'GRPC',
    ...optional('protocol', known(check.protocol)),
    ...optional('path', known(check.path)),
    ...optional('port', Number.isInteger(Number(known(check.port))) ? Number(known(check.port)) : undefined),
    interval: quantity(check.interval),
    timeout: quantity(check.timeout),
    unhealthyThreshold: quantity(check.unhealthyThreshold),
    healthyThreshold: quantity(check.healthyThreshold),
    ...optional('matcher', protocolVersion === 'GRPC' ? check.grpcCodes : check.httpCodes),
    deregistrationDelay: quantity(deregistrationDelay),
  };
}

function known(text: Text): string | undefined {
  return isGiven(text) ? text : undefined;
}

/** A check whose duration is unknown counts as the slowest, so that nothing is claimed of the others. */
function slowest<Check>(checks: readonly Check[], durationOf: (check: Check) => Quantity): Check | undefined {
  const seconds = (check: Check) => whenKnown([durationOf(check)], (length) => length) ?? Number.MAX_VALUE;
  return [...checks].sort((one, other) => seconds(other) - seconds(one))[0];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html (maximumPercent rounds down) */
function startsFirst({ desiredCount = 1, maximumPercent, schedulingStrategy }: Service): boolean | Unknown {
  // A daemon has one task on each instance.
  if (schedulingStrategy === 'DAEMON') { return false; }
  // Whatever the number of tasks: twice as many may run, or no more.
  if (maximumPercent >= 200) { return true; }
  if (maximumPercent <= 100) { return false; }
  return whenKnown([quantity(desiredCount), quantity(maximumPercent)], (desired, maximum) => Math.floor(desired * maximum / 100) > desired)
    ?? UNKNOWN;
}

function readDeployment(service: Service): DeploymentSettings | undefined {
  const { circuitBreaker: { enable, threshold }, desiredCount = 1, deploymentController, deploymentStrategy, schedulingStrategy } = service;
  if (deploymentController !== 'ECS' || deploymentStrategy !== 'ROLLING' || schedulingStrategy !== 'REPLICA') { return undefined; }
  const failures = enable === UNKNOWN || threshold === UNKNOWN ? NaN : failuresUntilTripped(threshold as CircuitBreakerThreshold,
    desiredCount);
  const patience = quantity(rollingPatience(service) * 60);
  return { ...enable === false ? {} : { failures: quantity(failures) }, atOnce: quantity(startedAtOnce(service)), patience };
}

/** Without a custom check ECS only says which tasks there are. */
function readCloudMap({ cloudMapServices }: LintModel, { registries }: Service): CloudMapSettings | undefined {
  const found = cloudMapServices.find(({ resource }) => registries.items.includes(resource));
  return found && typeof found.customCheck === 'boolean' ? { knowsHealth: found.customCheck, ttl: quantity(found.ttl) } : undefined;
}

/**
 * How long a checker waits for connection, status and body.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const RESPONSE_SECONDS: Readonly<Record<string, number>> = { TCP: 10, HTTP: 6, HTTPS: 6, HTTP_STR_MATCH: 8, HTTPS_STR_MATCH: 8 };

/** A template rarely states to which service a host name resolves: where there are several, the path must be that of the target group. */
class Route53Checks {
  private readonly checks = new Map<TemplateFile, HealthCheck[]>();
  private readonly served = new Map<TemplateFile, number>();

  constructor({ healthChecks, services }: LintModel) {
    for (const check of healthChecks) {
      const { resource: { template }, type } = check;
      if (Object.hasOwn(RESPONSE_SECONDS, known(type) ?? '')) { this.checks.set(template, [...this.checks.get(template) ?? [], check]); }
    }
    for (const { resource: { template }, registrations } of services) {
      if (registrations.items.length > 0) { this.served.set(template, (this.served.get(template) ?? 0) + 1); }
    }
  }

  public of({ resource: { template } }: Service, targetGroup: TargetGroupSettings | undefined): readonly HealthCheck[] {
    const alone = this.served.get(template) === 1;
    return targetGroup ? (this.checks.get(template) ?? []).filter(({ path }) => alone || known(path) === targetGroup.path) : [];
  }
}

function slowestCheck(checks: readonly HealthCheck[]): Route53Settings | undefined {
  const settings = checks.map(({ type, interval, failureThreshold }): Route53Settings => ({
    interval: quantity(interval), failureThreshold: quantity(failureThreshold), timeout: RESPONSE_SECONDS[String(known(type))],
  }));
  return slowest(settings, ({ interval, failureThreshold }) => calculate([interval, failureThreshold], (each, times) => each * times));
}
