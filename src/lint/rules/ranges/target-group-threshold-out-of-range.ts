import { TARGET_GROUP_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const targetGroupThresholdOutOfRange: Rule = {
  name: 'TargetGroupThresholdOutOfRange',
  severity: 'error',
  what: 'A target group counts more or fewer results in a row than Elastic Load Balancing allows.',
  why: 'Elastic Load Balancing refuses the target group, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  check: ({ targetGroups }) => targetGroups.flatMap(({ resource, check }) => {
    const thresholds = [['HealthyThresholdCount', check.healthyThreshold], ['UnhealthyThresholdCount', check.unhealthyThreshold]] as const;
    return thresholds.filter(([, threshold]) => isOutside(threshold, TARGET_GROUP_CHECK.threshold)).map(([name, threshold]) => ({
      resource,
      message: `${name} is ${threshold}, and a target group allows ${inWords(TARGET_GROUP_CHECK.threshold)}.`,
      fix: `Set ${name} to ${nearest(threshold, TARGET_GROUP_CHECK.threshold)}.`,
      edits: [set(resource, [name], nearest(threshold, TARGET_GROUP_CHECK.threshold))],
    }));
  }),
};
