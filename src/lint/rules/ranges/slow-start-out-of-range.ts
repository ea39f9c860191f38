import { TARGET_GROUP_ATTRIBUTES } from '../../../contract/limits';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const slowStartOutOfRange: Rule = {
  name: 'SlowStartOutOfRange',
  severity: 'error',
  what: 'A target group starts its targets slowly for longer or shorter than Elastic Load Balancing allows.',
  why: 'Elastic Load Balancing refuses the attribute, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html',
  check: ({ targetGroups }) =>
    targetGroups
      .filter(({ slowStart }) => slowStart !== 0 && isOutside(slowStart, TARGET_GROUP_ATTRIBUTES.slowStart))
      .map(({ resource, slowStart, setAttribute }) => ({
        resource,
        message:
          `slow_start.duration_seconds is ${slowStart}, and a target group allows 0 (off) or `
          + `${inWords(TARGET_GROUP_ATTRIBUTES.slowStart)} s.`,
        fix: `Set it to ${nearest(slowStart, TARGET_GROUP_ATTRIBUTES.slowStart)}, or to 0.`,
        edits: [setAttribute('slow_start.duration_seconds', nearest(slowStart, TARGET_GROUP_ATTRIBUTES.slowStart))],
      })),
};
