import type { Rule } from '../../rule';

export const singleTaskBehindLoadBalancer: Rule = {
  name: 'SingleTaskBehindLoadBalancer',
  severity: 'info',
  what: 'A service behind a load balancer runs a single task.',
  why: 'Every fault of that task is an outage until its replacement has started.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-availability-best-practice.html',
  check: ({ services }) => services
    .filter(({ desiredCount, registrations }) => desiredCount === 1 && registrations.items.length > 0)
    .map(({ resource }) => ({
      resource,
      message: 'DesiredCount is 1.',
      fix: 'Set DesiredCount to 2 or more, in two Availability Zones.',
    })),
};
