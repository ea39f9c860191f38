import type { RunningResource } from './running-resources';
import { runningCheck, type Container } from '../../src/lint/model/container';
import { LintModel } from '../../src/lint/model/lint-model';
import type { Registration, Service } from '../../src/lint/model/service';
import type { TemplateFile } from '../../src/lint/template';
import { isGiven, UNKNOWN } from '../../src/lint/value';

/** What differs between the services of templates and those that run. */
export interface Drift {
  /** One of each pair, also where nothing differs. */
  readonly pairs: readonly DriftOfService[];
  /** Services of templates for which no single service that runs was found. */
  readonly unmatched: readonly UnmatchedService[];
}

interface DriftOfService {
  readonly running: RunningResource;
  /** `Web in shop.template.json`. */
  readonly template: string;
  readonly differences: readonly Difference[];
}

interface Difference {
  readonly setting: string;
  readonly template: string;
  readonly running: string;
}

interface UnmatchedService {
  readonly template: string;
  readonly why: string;
}

/** A setting that is known, in words; absent where only the deployment knows it or it was not read. */
type Settings = ReadonlyMap<string, string>;

interface Named {
  readonly service: Service;
  readonly resource: RunningResource;
}

/**
 * Compares the health settings of templates with what runs, both in lint's model: with AWS's defaults, and without what is not known.
 * @param names of the resources of what runs
 */
export function driftOf(templates: readonly TemplateFile[], running: TemplateFile, names: ReadonlyMap<string, RunningResource>): Drift {
  const [written, live] = [new LintModel(templates), new LintModel([running])];
  const known = live.services.flatMap((service): Named[] => {
    const resource = names.get(service.resource.logicalId);
    return resource ? [{ service, resource }] : [];
  });
  const found = written.services.map((service) => ({ service, matches: matchesOf(service, written.services.length, known) }));
  const taken = (match: Named) => found.filter(({ matches }) => matches.length === 1 && matches[0] === match).length;
  return {
    pairs: found.flatMap(({ service, matches: [match, other] }): DriftOfService[] => (match && !other && taken(match) === 1 ? [{
      running: match.resource,
      template: nameOf(service),
      differences: differences(settingsOf(service, written), settingsOf(match.service, live)),
    }] : [])),
    unmatched: found.flatMap(({ service, matches }): UnmatchedService[] => {
      const [match] = matches;
      if (!match) { return [{ template: nameOf(service), why: 'no service that was read has its name' }]; }
      const runs = matches.map(({ resource }) => `${resource.name} in cluster ${resource.cluster}`).join(', ');
      if (matches.length > 1) { return [{ template: nameOf(service), why: `several may be it: ${runs}; name one with --service` }]; }
      return taken(match) > 1 ? [{ template: nameOf(service), why: `${runs} may as well be another service of the templates` }] : [];
    }),
  };
}

/**
 * What runs may be a service of a template by its name, or by the one that CloudFormation generates: STACK-LOGICALID-SUFFIX. Where there is
 * one on either side and no name to go by, it is that one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
function matchesOf({ resource: { logicalId, properties } }: Service, services: number, known: readonly Named[]): readonly Named[] {
  const written = (properties as { readonly ServiceName?: unknown } | undefined)?.ServiceName;
  if (typeof written === 'string') { return known.filter(({ resource }) => resource.name === written); }
  const generated = new RegExp(`-${logicalId.replace(/\W/g, '')}-[A-Za-z0-9]{8,}$`);
  const named = known.filter(({ resource }) => generated.test(resource.name));
  return named.length > 0 || services > 1 || known.length > 1 ? named : known;
}

function nameOf({ resource: { logicalId, template } }: Service): string {
  return `${logicalId} in ${template.name}`;
}

function differences(written: Settings, live: Settings): Difference[] {
  return [...written].flatMap(([setting, template]): Difference[] => {
    const running = live.get(setting);
    return running !== undefined && running !== template ? [{ setting, template, running }] : [];
  });
}

function settingsOf(service: Service, model: LintModel): Settings {
  const { gracePeriod, minimumHealthyPercent, maximumPercent, circuitBreaker, registrations, taskDefinition, desiredCount } = service;
  const containers = isGiven(taskDefinition) ? taskDefinition.containers.items : [];
  const groups = registrations.items.filter(({ alternate }) => !alternate);
  return new Map([
    ...containers.flatMap((container) => containerSettings(container)),
    ...groups.flatMap((registration) => groupSettings(registration, placeOf(registration, groups))),
    ...inWords('service: grace period', gracePeriod ?? 0, ' s'),
    ...inWords('deployment: minimum healthy percent', minimumHealthyPercent),
    ...inWords('deployment: maximum percent', maximumPercent),
    ...inWords('deployment: circuit breaker', circuitBreaker.enable),
    ...inWords('deployment: rollback', circuitBreaker.rollback),
    // Whoever scales a service decides how many tasks it has.
    ...desiredCount === undefined || model.isScaled(service) ? [] : inWords('service: desired count', desiredCount),
  ]);
}

function containerSettings(container: Container): [string, string][] {
  const { name, check, stopTimeout } = container;
  if (!isGiven(name)) { return []; }
  const of = (setting: string) => `container ${name}: ${setting}`;
  const own = inWords(of('stop timeout'), stopTimeout, ' s');
  if (check === UNKNOWN) { return own; }
  const runs = runningCheck(container);
  if (!runs) { return [...own, [of('check'), 'none']]; }
  const { command, interval, timeout, retries, startPeriod } = runs;
  return [
    ...own,
    ...command.complete ? inWords(of('check'), command.items.join(' ')) : [],
    ...inWords(of('check interval'), interval, ' s'),
    ...inWords(of('check timeout'), timeout, ' s'),
    ...inWords(of('check retries'), retries),
    ...inWords(of('check start period'), startPeriod ?? 0, ' s'),
  ];
}

/** The port, and of several groups at one port which, in the order of the registrations. */
function placeOf(registration: Registration, groups: readonly Registration[]): string {
  const { containerPort } = registration;
  const alike = groups.filter((group) => group.containerPort === containerPort);
  return `port ${containerPort}${alike.length > 1 ? ` (${alike.indexOf(registration) + 1} of ${alike.length})` : ''}`;
}

function groupSettings({ targetGroup, containerPort }: Registration, place: string): [string, string][] {
  if (!isGiven(targetGroup) || !Number.isFinite(containerPort)) { return []; }
  const { check, deregistrationDelay, slowStart, protocolVersion } = targetGroup;
  const of = (setting: string) => `target group of ${place}: ${setting}`;
  return [
    ...inWords(of('check protocol'), check.protocol),
    ...inWords(of('check path'), check.path),
    ...inWords(of('check port'), check.port),
    ...inWords(of('check interval'), check.interval, ' s'),
    ...inWords(of('check timeout'), check.timeout, ' s'),
    ...inWords(of('healthy threshold'), check.healthyThreshold),
    ...inWords(of('unhealthy threshold'), check.unhealthyThreshold),
    // Absent in a template it is AWS's default, which AWS answers.
    ...inWords(of('codes'), protocolVersion === 'GRPC' ? check.grpcCodes : check.httpCodes),
    ...inWords(of('deregistration delay'), deregistrationDelay, ' s'),
    ...inWords(of('slow start'), slowStart, ' s'),
  ];
}

/** Nothing where it is not known, or not given. */
function inWords(setting: string, value: string | number | boolean | undefined | typeof UNKNOWN, unit = ''): [string, string][] {
  if (!isGiven(value) || Number.isNaN(value)) { return []; }
  return [[setting, typeof value === 'boolean' ? (value ? 'on' : 'off') : `${value}${unit}`]];
}
