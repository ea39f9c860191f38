import type { Rule } from '../../rule';

export const deploymentStopsAllTasks: Rule = {
  name: 'DeploymentStopsAllTasks',
  severity: 'warning',
  what: 'A deployment may stop all tasks of a service behind a load balancer at once.',
  why: 'With a minimum of 0 % ECS may stop every task before a new one is healthy, and so may the replacement of unhealthy tasks.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
  check: ({ services }) => services
    .filter(({ minimumHealthyPercent, registrations, schedulingStrategy }) => minimumHealthyPercent === 0 && registrations.items.length > 0
      && schedulingStrategy === 'REPLICA')
    .map(({ resource }) => ({
      resource,
      message: 'MinimumHealthyPercent is 0.',
      fix: 'Set MinimumHealthyPercent to 100 and MaximumPercent to 200.',
    })),
};
