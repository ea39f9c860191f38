import type { Rule } from '../../rule';

export const singleTaskBehindLoadBalancer: Rule = {
  name: 'SingleTaskBehindLoadBalancer',
  severity: 'info',
  what: 'A service behind a load balancer runs a single task.',
  why: 'Every fault of that task is an outage until its replacement has started. Automatic scaling counts by its least number.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-availability-best-practice.html',
  exception: 'The service is for development, or may not run twice.',
  check: (model) => model.services
    .filter((service) => service.desiredCount === 1 && service.registrations.items.length > 0 && model.leastTasks(service) === 1)
    .map(({ resource }) => ({
      resource,
      message: 'DesiredCount is 1.',
      fix: 'Set DesiredCount to 2 or more, in two Availability Zones.',
    })),
};
