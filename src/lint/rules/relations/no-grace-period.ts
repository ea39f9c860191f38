import type { Rule } from '../../rule';

export const noGracePeriod: Rule = {
  name: 'NoGracePeriod',
  severity: 'warning',
  what: 'A service behind a load balancer has no grace period.',
  why: 'ECS counts failed load-balancer checks from a task\'s first second, and may replace it while it boots.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  check: ({ services }) => services
    .filter(({ registrations, gracePeriod = 0 }) => registrations.items.length > 0 && gracePeriod === 0)
    .map(({ resource, gracePeriod }) => ({
      resource,
      message: `HealthCheckGracePeriodSeconds is ${gracePeriod ?? 'not given, which means 0'}.`,
      fix: 'Set it to the slowest normal start and one check of the load balancer: 60 for a start of 30 s.',
    })),
};
