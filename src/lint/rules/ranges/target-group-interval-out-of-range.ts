import { TARGET_GROUP_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const targetGroupIntervalOutOfRange: Rule = {
  name: 'TargetGroupIntervalOutOfRange',
  severity: 'error',
  what: 'A target group is checked more or less often than Elastic Load Balancing allows.',
  why: 'Elastic Load Balancing refuses the target group, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  check: ({ targetGroups }) => targetGroups
    .filter(({ check }) => isOutside(check.interval, TARGET_GROUP_CHECK.interval))
    .map(({ resource, check: { interval } }) => ({
      resource,
      message: `HealthCheckIntervalSeconds is ${interval}, and a target group allows ${inWords(TARGET_GROUP_CHECK.interval)} s.`,
      fix: `Set HealthCheckIntervalSeconds to ${nearest(interval, TARGET_GROUP_CHECK.interval)}.`,
      edits: [set(resource, ['HealthCheckIntervalSeconds'], nearest(interval, TARGET_GROUP_CHECK.interval))],
    })),
};
