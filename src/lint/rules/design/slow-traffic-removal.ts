import { worstDetection } from '../../../contract/budget-seconds';
import type { Rule } from '../../rule';

const LONGEST = 300;

export const slowTrafficRemoval: Rule = {
  name: 'SlowTrafficRemoval',
  severity: 'info',
  what: 'A load balancer sends traffic to a broken task for more than five minutes.',
  why: 'Until the threshold is reached the target counts as healthy: users meet the fault for as long.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  check: ({ attachments }) => attachments.flatMap(({ targetGroup: { resource, check } }) => {
    const removed = worstDetection(check);
    return removed > LONGEST ? [{
      resource,
      message: `It takes up to ${removed} s to notice a broken task: ${check.unhealthyThreshold} failures, ${check.interval} s apart, with a timeout of ${check.timeout} s.`,
      fix: 'Set HealthCheckIntervalSeconds to 15 and UnhealthyThresholdCount to 2: 35 s with a timeout of 5 s.',
    }] : [];
  }),
};
