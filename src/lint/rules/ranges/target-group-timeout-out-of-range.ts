import { TARGET_GROUP_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const targetGroupTimeoutOutOfRange: Rule = {
  name: 'TargetGroupTimeoutOutOfRange',
  severity: 'error',
  what: 'A target group\'s check has a timeout that Elastic Load Balancing does not allow.',
  why: 'Elastic Load Balancing refuses the target group, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  check: ({ targetGroups }) => targetGroups
    .filter(({ check }) => isOutside(check.timeout, TARGET_GROUP_CHECK.timeout))
    .map(({ resource, check: { timeout, interval } }) => ({
      resource,
      message: `HealthCheckTimeoutSeconds is ${timeout}, and a target group allows ${inWords(TARGET_GROUP_CHECK.timeout)} s.`,
      fix: `Set HealthCheckTimeoutSeconds to ${allowed(timeout, interval)}.`,
      edits: [set(resource, ['HealthCheckTimeoutSeconds'], allowed(timeout, interval))],
    })),
};

/** The nearest that Elastic Load Balancing allows, below the interval. */
function allowed(timeout: number, interval: number): number {
  const { min, max } = TARGET_GROUP_CHECK.timeout;
  return nearest(timeout, { min, max: interval > min ? Math.min(max, interval - 1) : max });
}
