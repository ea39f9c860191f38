import type { Properties } from '../properties';
import type { Resource } from '../template';
import type { Flag } from '../value';

/** https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html */
export interface CloudMapService {
  readonly resource: Resource;
  /** Whether ECS can say which of its instances are healthy. */
  readonly customCheck: Flag;
  /** Whether checkers of Route 53 find out. */
  readonly route53Check: Flag;
  /** Seconds that resolvers may keep an answer; NaN while unknown. */
  readonly ttl: number;
}

export function readCloudMapService(resource: Resource, properties: Properties): CloudMapService {
  const records = properties.object('DnsConfig').objects('DnsRecords').items.map((record) => record.number('TTL', NaN));
  return {
    resource,
    customCheck: properties.given('HealthCheckCustomConfig'),
    route53Check: properties.given('HealthCheckConfig'),
    ttl: records.length > 0 ? Math.max(...records) : NaN,
  };
}
