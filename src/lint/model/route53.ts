import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isGiven, UNKNOWN, type Flag, type List, type Text, type Unknown } from '../value';

/** A Route 53 health check with what AWS fills in. https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
export interface HealthCheck {
  readonly resource: Resource;
  readonly type: Text;
  /** Seconds. */
  readonly interval: number;
  readonly failureThreshold: number;
  readonly ipAddress: Text;
  readonly host: Text;
  /** What the host's name is made by, such as a load balancer. */
  readonly hostOf: Resource | Unknown;
  readonly path: Text;
  readonly searchString: Text;
  readonly port: number;
  readonly children: List<unknown>;
  readonly healthThreshold: number | undefined;
  readonly regions: List<string>;
  /** Undefined: the default of the type. */
  readonly sni: Flag | undefined;
  /** The alarm that a check of the type `CLOUDWATCH_METRIC` follows. */
  readonly alarm: Resource | undefined | Unknown;
}

export function readHealthCheck(resource: Resource, properties: Properties): HealthCheck {
  const config = properties.object('HealthCheckConfig');
  const type = config.text('Type');
  return {
    resource,
    type,
    interval: config.number('RequestInterval', 30),
    failureThreshold: config.number('FailureThreshold', 3),
    ipAddress: config.text('IPAddress'),
    host: config.text('FullyQualifiedDomainName'),
    hostOf: config.mentionedResource('FullyQualifiedDomainName'),
    path: config.text('ResourcePath'),
    searchString: config.text('SearchString'),
    port: config.number('Port', isGiven(type) && type.startsWith('HTTPS') ? 443 : isGiven(type) && type.startsWith('HTTP') ? 80 : NaN),
    children: config.values('ChildHealthChecks'),
    healthThreshold: config.optionalNumber('HealthThreshold'),
    regions: config.texts('Regions'),
    sni: config.given('EnableSNI') === false ? undefined : config.flag('EnableSNI', false),
    alarm: config.object('AlarmIdentifier').resource('Name'),
  };
}

export interface DnsRecord {
  readonly resource: Resource;
  readonly name: Text;
  /** The load balancer or whatever else an alias points at. */
  readonly aliasTarget: Resource | undefined | Unknown;
  readonly evaluateTargetHealth: Flag;
  /** Whether it is one of several answers between which Route 53 chooses. */
  readonly routed: Flag;
  readonly hasHealthCheck: Flag;
  /** `PRIMARY` or `SECONDARY`. */
  readonly failover: Text;
  readonly isAlias: Flag;
}

const ROUTING = ['Failover', 'Weight', 'Region', 'GeoLocation', 'GeoProximityLocation', 'MultiValueAnswer', 'CidrRoutingConfig'];

export function readRecord(resource: Resource, properties: Properties): DnsRecord {
  const alias = properties.optionalObject('AliasTarget');
  const given = ROUTING.map((name) => properties.given(name));
  return {
    resource,
    name: properties.text('Name'),
    aliasTarget: alias?.mentionedResource('DNSName'),
    evaluateTargetHealth: alias ? alias.flag('EvaluateTargetHealth', false) : false,
    routed: given.includes(true) || (given.includes(UNKNOWN) ? UNKNOWN : false),
    hasHealthCheck: properties.given('HealthCheckId'),
    failover: properties.text('Failover'),
    isAlias: properties.given('AliasTarget'),
  };
}
