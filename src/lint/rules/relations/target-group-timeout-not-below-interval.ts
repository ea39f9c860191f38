import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const targetGroupTimeoutNotBelowInterval: Rule = {
  name: 'TargetGroupTimeoutNotBelowInterval',
  severity: 'error',
  what: "A target group's check waits for an answer as long as until its next one.",
  why: 'Elastic Load Balancing refuses it; only checks of a network load balancer may wait exactly as long as their interval.',
  source: 'https://github.com/hashicorp/terraform-provider-aws/issues/48070',
  furtherSources: ['https://github.com/aws/aws-cdk/issues/16446'],
  unproven: 'No page of AWS states it: one report quotes the answer of Elastic Load Balancing, another names the exception.',
  check: ({ targetGroups }) =>
    targetGroups
      .filter(
        ({ protocol, check: { timeout, interval } }) =>
          timeout > interval || (timeout === interval && isGiven(protocol) && protocol.startsWith('HTTP')),
      )
      .map(({ resource, check: { timeout, interval } }) => ({
        resource,
        message: `A check may take ${timeout} s and runs every ${interval} s.`,
        fix:
          `Set HealthCheckTimeoutSeconds to ${below(interval)}, or HealthCheckIntervalSeconds to `
          + `more than ${timeout}.`,
        edits: [set(resource, ['HealthCheckTimeoutSeconds'], below(interval))],
      })),
};

function below(interval: number): number {
  return Math.max(2, Math.min(5, interval - 1));
}
