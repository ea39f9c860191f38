import { longestStartPeriod } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const gracePeriodBelowStartup: Rule = {
  name: 'GracePeriodBelowStartup',
  severity: 'warning',
  what: 'A service behind a load balancer judges its tasks before they can have started.',
  why: 'The load balancer\'s check fails while the container boots; ECS then replaces the task, and its replacement after it.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  check: ({ services }) => services.flatMap((service) => {
    const { resource, gracePeriod = 0, taskDefinition, registrations } = service;
    const startPeriod = isGiven(taskDefinition) ? longestStartPeriod(taskDefinition) : NaN;
    return registrations.items.length > 0 && gracePeriod > 0 && gracePeriod < startPeriod ? [{
      resource,
      message: `HealthCheckGracePeriodSeconds is ${gracePeriod}, and a container of the task is given ${startPeriod} s to start (StartPeriod).`,
      fix: `Set HealthCheckGracePeriodSeconds to more than ${startPeriod}, by one check of the load balancer: ${startPeriod + 30}.`,
    }] : [];
  }),
};
