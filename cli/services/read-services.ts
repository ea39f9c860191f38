import { readVerifiers } from './read-verifiers';
import type { ContainerSettings, Route53Settings, ServiceSettings, TargetGroupSettings } from './service-settings';
import { worstDetection } from '../../src/contract/budget-seconds';
import { runningCheck, type Container } from '../../src/lint/model/container';
import { LintModel } from '../../src/lint/model/lint-model';
import type { HealthCheck } from '../../src/lint/model/route53';
import type { Registration, Service } from '../../src/lint/model/service';
import type { TargetGroup } from '../../src/lint/model/target-group';
import type { TemplateFile } from '../../src/lint/template';
import { isGiven, UNKNOWN, type Text } from '../../src/lint/value';

/** The services of these templates, in their order, with what decides when their layers act. */
export function readServices(templates: readonly TemplateFile[]): ServiceSettings[] {
  const model = new LintModel(templates);
  const verifiers = readVerifiers(model);
  return model.services.map((service) => {
    const { resource: { logicalId, template, constructPath } } = service;
    const targetGroup = slowest(service.registrations.items.map(readTargetGroup));
    return {
      name: logicalId,
      template: template.name,
      ...constructPath === undefined ? {} : { constructPath },
      container: readContainer(service),
      ...targetGroup && { targetGroup },
      gracePeriod: service.gracePeriod ?? 0,
      startsFirst: startsFirst(service),
      ...optional('route53', slowestCheck(checksOf(model, service, targetGroup))),
      ...optional('verifier', verifiers.find((verifier) => verifier.service === service.resource)?.settings),
    };
  });
}

function optional<K extends string, T>(key: K, value: T | undefined): { readonly [k in K]?: T } {
  return value === undefined ? {} : { [key]: value } as { [k in K]: T };
}

/** The container that gets the traffic, or else the first essential one with a check, or else the first one. */
function readContainer({ taskDefinition, registrations }: Service): ContainerSettings {
  if (taskDefinition === UNKNOWN) { return { check: UNKNOWN_CHECK, stopTimeout: NaN }; }
  const containers = taskDefinition.containers.items;
  const essential = containers.filter((container) => container.essential !== false);
  const registered = registrations.items.map(({ containerName }) => containers.find(({ name }) => isGiven(name) && name === containerName));
  const checked = essential.filter((container) => container.check !== undefined);
  const container = [...registered, ...checked, ...essential, ...containers].find((one) => one !== undefined);
  if (!container) { return { check: UNKNOWN_CHECK, stopTimeout: NaN }; }
  const port = registrations.items[0]?.containerPort ?? container.ports.items[0];
  return { ...Number.isFinite(port) ? { port } : {}, ...optional('check', readCheck(container)), stopTimeout: container.stopTimeout };
}

const UNKNOWN_CHECK = { command: [], interval: NaN, timeout: NaN, retries: NaN, startPeriod: NaN };

function readCheck(container: Container): ContainerSettings['check'] {
  if (container.check === UNKNOWN) { return UNKNOWN_CHECK; }
  const check = runningCheck(container);
  return check && { ...check, command: check.command.complete ? check.command.items : [], startPeriod: check.startPeriod ?? 0 };
}

function readTargetGroup({ targetGroup }: Registration): TargetGroupSettings {
  if (targetGroup === UNKNOWN) {
    return { network: false, grpc: false, interval: NaN, timeout: NaN, unhealthyThreshold: NaN, deregistrationDelay: NaN };
  }
  const { check, protocol, protocolVersion, deregistrationDelay } = targetGroup as TargetGroup;
  return {
    network: isGiven(protocol) && !protocol.startsWith('HTTP'),
    grpc: protocolVersion === 'GRPC',
    ...optional('protocol', known(check.protocol)),
    ...optional('path', known(check.path)),
    ...optional('port', Number.isInteger(Number(known(check.port))) ? Number(known(check.port)) : undefined),
    interval: check.interval,
    timeout: check.timeout,
    unhealthyThreshold: check.unhealthyThreshold,
    deregistrationDelay,
  };
}

function known(text: Text): string | undefined {
  return isGiven(text) ? text : undefined;
}

/** What is unknown counts as the slowest: nothing is claimed of the others then. */
function slowest(groups: readonly TargetGroupSettings[]): TargetGroupSettings | undefined {
  return [...groups].sort((one, other) => duration(other) - duration(one))[0];
}

function duration(check: TargetGroupSettings): number {
  const worst = worstDetection(check);
  return Number.isNaN(worst) ? Number.MAX_VALUE : worst;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html (maximumPercent rounds down) */
function startsFirst({ desiredCount = 1, maximumPercent }: Service): boolean {
  return Math.floor(desiredCount * maximumPercent / 100) > desiredCount;
}

/**
 * How long a checker waits for connection, status and body.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
const ANSWERS: Readonly<Record<string, number>> = { TCP: 10, HTTP: 6, HTTPS: 6, HTTP_STR_MATCH: 8, HTTPS_STR_MATCH: 8 };

/** A template rarely says to which service a host name leads: where there are several, the path must be that of the target group. */
function checksOf({ healthChecks, services }: LintModel, { resource }: Service, targetGroup: TargetGroupSettings | undefined): HealthCheck[] {
  if (!targetGroup) { return []; }
  const served = services.filter((service) => service.resource.template === resource.template && service.registrations.items.length > 0);
  return healthChecks.filter(({ resource: { template }, type, path }) => template === resource.template
    && Object.hasOwn(ANSWERS, known(type) ?? '') && (served.length === 1 || known(path) === targetGroup.path));
}

function slowestCheck(checks: readonly HealthCheck[]): Route53Settings | undefined {
  return checks.map(({ type, interval, failureThreshold }) => ({ interval, failureThreshold, timeout: ANSWERS[String(known(type))] }))
    .sort((one, other) => other.interval * other.failureThreshold - one.interval * one.failureThreshold)[0];
}
