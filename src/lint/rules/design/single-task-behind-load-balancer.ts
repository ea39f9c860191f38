import type { Rule } from '../../rule';

export const singleTaskBehindLoadBalancer: Rule = {
  name: 'SingleTaskBehindLoadBalancer',
  severity: 'info',
  what: 'A service behind a load balancer runs a single task.',
  why: 'Every fault of that task is an outage until its replacement has started. Automatic scaling counts by its least number.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-availability-best-practice.html',
  unproven: 'The page asks for spare tasks in several zones; that a fault of the only one is an outage is concluded.',
  exception: 'The service is for development, or may not run twice.',
  check: (model) => model.services
    // Where neither states a number, an update keeps the tasks that run.
    .filter((service) => service.registrations.items.length > 0 && !(service.desiredCount! > 1)
      && model.leastTasks({ ...service, desiredCount: service.desiredCount ?? NaN }) === 1)
    .map(({ resource, desiredCount }) => ({
      resource,
      message: desiredCount === 1 ? 'DesiredCount is 1.' : 'MinCapacity is 1: automatic scaling may leave one task.',
      fix: `Set ${desiredCount === 1 ? 'DesiredCount' : 'MinCapacity'} to 2 or more, in two Availability Zones.`,
    })),
};
