import type { Edit } from '../edit';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isGiven, UNKNOWN, type Flag, type List, type Text, type Unknown } from '../value';

/**
 * A target group with what AWS fills in.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export interface TargetGroup {
  readonly resource: Resource;
  /** `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`, `TCP_QUIC`, `GENEVE`; undefined for functions. */
  readonly protocol: Text;
  /** `HTTP1`, `HTTP2` or `GRPC`; undefined where the protocol is not HTTP(S). */
  readonly protocolVersion: Text;
  readonly targetType: Text;
  readonly port: number;
  /** The load balancers behind it, where its type is `alb`. */
  readonly targets: List<Resource>;
  readonly check: TargetGroupCheck;
  /** Seconds. */
  readonly deregistrationDelay: number;
  /** Seconds; 0: off. */
  readonly slowStart: number;
  readonly algorithm: Text;
  /** `ipv4` or `ipv6`. */
  readonly ipAddressType: Text;
  /** Whether a network load balancer is in front of it. */
  readonly network: Flag;
  /** The value of any attribute, where the template gives it. */
  readonly attribute: (key: string) => Text;
  /** The edit that gives an attribute a value. */
  readonly setAttribute: (key: string, value: number | string) => Edit;
}

const NETWORK = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'];

interface TargetGroupCheck {
  readonly enabled: Flag;
  readonly protocol: Text;
  /** `traffic-port` or a number. */
  readonly port: Text;
  /** Undefined for checks without path. */
  readonly path: Text;
  /** Seconds. */
  readonly interval: number;
  /** Seconds. */
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Codes as the template gives them; undefined: the default. */
  readonly httpCodes: Text;
  readonly grpcCodes: Text;
}

const HTTP = ['HTTP', 'HTTPS'];

export function readTargetGroup(resource: Resource, properties: Properties): TargetGroup {
  const targetType = properties.textOr('TargetType', 'instance');
  const protocol = properties.text('Protocol');
  const http = isHttp(protocol);
  const version = properties.text('ProtocolVersion') ?? (http === UNKNOWN ? UNKNOWN : http ? 'HTTP1' : undefined);
  const attribute = attributesOf(properties);
  return {
    resource,
    protocol,
    protocolVersion: version,
    targetType,
    port: properties.number('Port', NaN),
    targets: readTargets(properties.objects('Targets')),
    check: readCheck(properties, { targetType, group: protocol, http, version }),
    deregistrationDelay: numberOf(attribute('deregistration_delay.timeout_seconds'), 300),
    slowStart: numberOf(attribute('slow_start.duration_seconds'), 0),
    algorithm: attribute('load_balancing.algorithm.type') ?? 'round_robin',
    ipAddressType: properties.textOr('IpAddressType', 'ipv4'),
    network: protocol === UNKNOWN ? UNKNOWN : NETWORK.includes(protocol ?? ''),
    attribute,
    setAttribute: (key, value) => setAttribute(resource, properties, key, String(value)),
  };
}

function readTargets(targets: List<Properties>): List<Resource> {
  const found = targets.items.map((target) => target.resource('Id'));
  const known = found.filter((target): target is Resource => isGiven(target));
  return { items: known, complete: targets.complete && known.length === found.length };
}

interface Kind {
  readonly targetType: Text;
  /** The group's protocol. */
  readonly group: Text;
  readonly http: Flag;
  readonly version: Text;
}

function readCheck(properties: Properties, { targetType, group, http, version }: Kind): TargetGroupCheck {
  const lambda: Flag = targetType === UNKNOWN ? UNKNOWN : targetType === 'lambda';
  // AWS's pages contradict each other about the default check of an application load balancer as target.
  const protocol =
    properties.text('HealthCheckProtocol') ?? when<Text>(http, 'HTTP', isGiven(targetType) && targetType !== 'alb' ? 'TCP' : UNKNOWN);
  const asksPath = isHttp(protocol);
  const matcher = properties.object('Matcher');
  return {
    enabled: properties.flag('HealthCheckEnabled', lambda !== true),
    protocol,
    port: properties.textOr('HealthCheckPort', 'traffic-port'),
    path: properties.text('HealthCheckPath') ?? defaultPath(asksPath, version),
    interval: properties.number('HealthCheckIntervalSeconds', whenNumber(lambda, 35, 30)),
    timeout: properties.number('HealthCheckTimeoutSeconds', defaultTimeout(lambda, group, protocol)),
    healthyThreshold: properties.number('HealthyThresholdCount', 5),
    unhealthyThreshold: properties.number('UnhealthyThresholdCount', 2),
    httpCodes: matcher.text('HttpCode'),
    grpcCodes: matcher.text('GrpcCode'),
  };
}

/**
 * For HTTP(S) groups the API reference names 6 and 10 s, the guide of the ALB 5 s, which is right
 * (https://github.com/terraform-linters/tflint-ruleset-aws/issues/404).
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
function defaultTimeout(lambda: Flag, group: Text, protocol: Text): number {
  if (lambda === true) { return 30; }
  if (lambda === UNKNOWN || !isGiven(group) || !isGiven(protocol)) { return NaN; }
  if (HTTP.includes(group) || group === 'GENEVE') { return 5; }
  return protocol === 'HTTP' ? 6 : 10;
}

function defaultPath(asksPath: Flag, version: Text): Text {
  if (asksPath === UNKNOWN || version === UNKNOWN) { return UNKNOWN; }
  if (!asksPath) { return undefined; }
  return version === 'GRPC' ? '/AWS.ALB/healthcheck' : '/';
}

function attributesOf(properties: Properties): (key: string) => Text {
  const { items, complete } = properties.objects('TargetGroupAttributes');
  // An attribute whose key is not known may be any of them.
  const open = !complete || items.some((item) => item.text('Key') === UNKNOWN);
  const given = new Map(items.map((item) => [item.text('Key'), item.text('Value')] as const));
  return (key) => given.get(key) ?? (open ? UNKNOWN : undefined);
}

function setAttribute(resource: Resource, properties: Properties, key: string, value: string): Edit {
  const written = properties.written('TargetGroupAttributes');
  const given = properties.objects('TargetGroupAttributes').items.find((item) => item.text('Key') === key);
  if (given) { return { resource, path: ['TargetGroupAttributes', given.index, 'Value'], value }; }
  return Array.isArray(written)
    ? { resource, path: ['TargetGroupAttributes', written.length], value: { Key: key, Value: value } }
    : { resource, path: ['TargetGroupAttributes'], value: [{ Key: key, Value: value }] };
}

function isHttp(protocol: Text): Flag {
  return protocol === UNKNOWN ? UNKNOWN : HTTP.includes(protocol ?? '');
}

function when<T>(flag: Flag, yes: T, no: T): T | Unknown {
  return flag === UNKNOWN ? UNKNOWN : flag ? yes : no;
}

function whenNumber(flag: Flag, yes: number, no: number): number {
  return flag === UNKNOWN ? NaN : flag ? yes : no;
}

function numberOf(text: Text, fallback: number): number {
  return text === undefined ? fallback : text === UNKNOWN || text.trim() === '' ? NaN : Number(text);
}
