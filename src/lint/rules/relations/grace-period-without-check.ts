import { remove } from '../../edit';
import { isUncheckedTask } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isEmpty, isGiven } from '../../value';

export const gracePeriodWithoutCheck: Rule = {
  name: 'GracePeriodWithoutCheck',
  severity: 'info',
  what: 'A service has a grace period and nothing that checks its tasks.',
  why: 'There is no check whose failures the grace period could cover: a check is missing, or the number misleads its readers.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  exception: 'A check is added to the tasks by other means than these templates.',
  check: ({ services }) => services
    .filter(({ gracePeriod = 0, registrations, lattice, taskDefinition, external }) => gracePeriod > 0 && isEmpty(registrations)
      && lattice === false && !external && isGiven(taskDefinition) && isUncheckedTask(taskDefinition))
    .map(({ resource, gracePeriod }) => ({
      resource,
      message: `HealthCheckGracePeriodSeconds is ${gracePeriod}, and the service has neither load balancer nor container check.`,
      fix: 'Leave HealthCheckGracePeriodSeconds out (0), or give an essential container a HealthCheck.',
      edits: [remove(resource, ['HealthCheckGracePeriodSeconds'])],
    })),
};
