import { isUncheckedTask } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isEmpty, isGiven } from '../../value';

export const gracePeriodWithoutCheck: Rule = {
  name: 'GracePeriodWithoutCheck',
  severity: 'info',
  what: 'A service has a grace period and nothing that checks its tasks.',
  why: 'Nothing can fail that the grace period would excuse: a check is missing, or the number misleads whoever reads it.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  check: ({ services }) => services
    .filter(({ gracePeriod = 0, registrations, lattice, taskDefinition }) => gracePeriod > 0 && isEmpty(registrations) && lattice === false
      && isGiven(taskDefinition) && isUncheckedTask(taskDefinition))
    .map(({ resource, gracePeriod }) => ({
      resource,
      message: `HealthCheckGracePeriodSeconds is ${gracePeriod}, and the service has neither load balancer nor container check.`,
      fix: 'Give an essential container a HealthCheck, or leave HealthCheckGracePeriodSeconds out (0).',
    })),
};
