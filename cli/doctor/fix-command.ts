import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { modifyTargetGroup } from './first-step';
import type { RunningResource } from './running-resources';
import { awsCommand } from '../../lambda/shared/aws-command';
import type { FindingEdit } from '../../src/lint/lint';

/** Options of `aws ecs update-service` by the property of a template. */
const OF_SERVICE: Readonly<Record<string, string>> = {
  HealthCheckGracePeriodSeconds: '--health-check-grace-period-seconds',
  DesiredCount: '--desired-count',
};
/** Options of `aws elbv2 modify-target-group`. */
const OF_TARGET_GROUP: Readonly<Record<string, string>> = {
  HealthCheckPath: '--health-check-path',
  HealthCheckPort: '--health-check-port',
  HealthCheckProtocol: '--health-check-protocol',
  HealthCheckIntervalSeconds: '--health-check-interval-seconds',
  HealthCheckTimeoutSeconds: '--health-check-timeout-seconds',
  HealthyThresholdCount: '--healthy-threshold-count',
  UnhealthyThresholdCount: '--unhealthy-threshold-count',
};

/** The command that makes one change of a finding at what runs; undefined where it takes more than one. */
export function fixCommand(edit: FindingEdit, resource: RunningResource | undefined, region: string): string | undefined {
  const { path: [property, ...below], value } = edit;
  if (!resource || (typeof value !== 'string' && typeof value !== 'number') || !/^[\w./:-]+$/.test(String(value))) { return undefined; }
  if (resource.type === 'service' && below.length === 0 && OF_SERVICE[property]) {
    const { cluster, name: service } = resource;
    const update = awsCommand<UpdateServiceCommandInput>('ecs', 'UpdateService', region, { cluster, service });
    return `${update} ${OF_SERVICE[property]} ${value}`;
  }
  if (resource.type === 'target group' && below.length === 0 && OF_TARGET_GROUP[property]) {
    return `${modifyTargetGroup(region, resource.arn)} ${OF_TARGET_GROUP[property]} ${value}`;
  }
  return undefined;
}
