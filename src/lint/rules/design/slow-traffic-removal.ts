import { targetDetection } from '../../../contract/timing';
import { set } from '../../edit';
import type { Rule } from '../../rule';

const LONGEST = 300;

export const slowTrafficRemoval: Rule = {
  name: 'SlowTrafficRemoval',
  severity: 'info',
  what: 'A load balancer sends traffic to a failed task for more than five minutes.',
  why: 'Until the threshold is reached the target counts as healthy, and users get its errors.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  unproven: 'The limit of five minutes is a judgement.',
  exception: 'A target that fails for minutes is still better than one less.',
  check: ({ attachments }) => attachments.flatMap(({ targetGroup: { resource, check } }) => {
    const removed = targetDetection(check).latest;
    return removed > LONGEST
      ? [
        {
          resource,
          message:
              `It takes up to ${removed} s to detect a failed task: ${check.unhealthyThreshold} failures, ${check.interval} s `
              + `apart, with a timeout of ${check.timeout} s.`,
          fix: 'Set HealthCheckIntervalSeconds to 15 and UnhealthyThresholdCount to 2: 35 s with a timeout of 5 s.',
          edits: [
            set(resource, ['HealthCheckIntervalSeconds'], 15),
            set(resource, ['UnhealthyThresholdCount'], 2),
            ...check.timeout < 15 ? [] : [set(resource, ['HealthCheckTimeoutSeconds'], 5)],
          ],
        },
      ]
      : [];
  }),
};
