import { TARGET_GROUP_CHECK } from '../../../contract/limits';
import { remove } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const ALWAYS_CHECKED = ['instance', 'ip', 'alb'];

export const targetGroupCheckDisabled: Rule = {
  name: 'TargetGroupCheckDisabled',
  severity: 'error',
  what: 'The check of a target group is turned off.',
  why: 'Only functions may be unchecked targets: Elastic Load Balancing refuses it for instances, addresses and load balancers.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  check: ({ targetGroups }) => targetGroups.flatMap(({ resource, targetType, check }) => (
    check.enabled === false && isGiven(targetType) && ALWAYS_CHECKED.includes(targetType) ? [{
      resource,
      message: `HealthCheckEnabled is false, and TargetType is ${targetType}.`,
      fix: `Leave HealthCheckEnabled out; to be lenient raise UnhealthyThresholdCount, up to ${TARGET_GROUP_CHECK.threshold.max}.`,
      edits: [remove(resource, ['HealthCheckEnabled'])],
    }] : [])),
};
