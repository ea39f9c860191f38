import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const deploymentStopsAllTasks: Rule = {
  name: 'DeploymentStopsAllTasks',
  severity: 'warning',
  what: 'A deployment may stop all tasks of a service behind a load balancer at once.',
  why: 'With a minimum of 0 % ECS may stop every task before a new one is healthy, and so may the replacement of unhealthy tasks.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
  exception: 'The tasks have a fixed host port, and there is one instance for each: an outage at each deployment is accepted.',
  check: ({ services }) => services
    .filter(({ minimumHealthyPercent, registrations, schedulingStrategy }) => minimumHealthyPercent === 0 && registrations.items.length > 0
      && schedulingStrategy === 'REPLICA')
    .map(({ resource, taskDefinition }) => ({
      resource,
      message: 'MinimumHealthyPercent is 0.',
      fix: 'Set MinimumHealthyPercent to 100 and MaximumPercent to 200.',
      // On instances a fixed host port, or too little room, may hold the second task back.
      edits: isGiven(taskDefinition) && taskDefinition.networkMode === 'awsvpc' ? [
        set(resource, ['DeploymentConfiguration', 'MinimumHealthyPercent'], 100),
        set(resource, ['DeploymentConfiguration', 'MaximumPercent'], 200),
      ] : undefined,
    })),
};
