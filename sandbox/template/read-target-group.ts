import { number, object, objects, pairs, text, type Properties } from './fields';
import type { TargetGroupModel, TargetHealthCheckModel } from './model';

const HTTP_GROUPS = ['HTTP', 'HTTPS'];

/** Reads a target group; defaults are those of Elastic Load Balancing and depend on the group's protocol. */
export function readTargetGroup(arn: string, name: string, properties: Properties): TargetGroupModel {
  const protocol = text(properties, 'Protocol') ?? 'HTTP';
  const attributes = pairs(objects(properties, 'TargetGroupAttributes'), 'Key', 'Value');
  return {
    arn,
    name,
    protocol,
    port: number(properties, 'Port', 80),
    targetType: text(properties, 'TargetType') ?? 'instance',
    healthCheck: readHealthCheck(properties, HTTP_GROUPS.includes(protocol)),
    deregistrationDelaySeconds: number(attributes, 'deregistration_delay.timeout_seconds', 300),
  };
}

function readHealthCheck(properties: Properties, http: boolean): TargetHealthCheckModel {
  const stated = text(properties, 'HealthCheckProtocol') ?? (http ? 'HTTP' : 'TCP');
  // A gRPC group is checked by its connection alone: see the note.
  const protocol = stated === 'TCP' || text(properties, 'ProtocolVersion') === 'GRPC' ? 'TCP' : stated as 'HTTP' | 'HTTPS';
  return {
    protocol,
    port: text(properties, 'HealthCheckPort') ?? 'traffic-port',
    path: text(properties, 'HealthCheckPath') ?? '/',
    matcher: text(object(properties, 'Matcher'), 'HttpCode') ?? (http ? '200' : '200-399'),
    intervalSeconds: number(properties, 'HealthCheckIntervalSeconds', 30),
    timeoutSeconds: number(properties, 'HealthCheckTimeoutSeconds', protocol === 'HTTP' ? 6 : 10),
    healthyThreshold: number(properties, 'HealthyThresholdCount', http ? 5 : 3),
    unhealthyThreshold: number(properties, 'UnhealthyThresholdCount', 2),
  };
}

/** What of a target group the sandbox leaves aside, in words. */
export function targetGroupNotes(name: string, properties: Properties): string[] {
  return text(properties, 'ProtocolVersion') === 'GRPC'
    ? [`Target group ${name}: its gRPC check is replaced by a TCP connection.`]
    : [];
}
