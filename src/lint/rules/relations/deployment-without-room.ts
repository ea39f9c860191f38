import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const deploymentWithoutRoom: Rule = {
  name: 'DeploymentWithoutRoom',
  severity: 'error',
  what: 'A rolling deployment may neither start a task nor stop one.',
  why:
    'ECS rounds the lower limit up and the upper one down; where they meet, a deployment never ends, and no '
    + 'unhealthy task is replaced.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html#service-event-messages-7',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html'],
  unproven: 'That unhealthy tasks are not replaced either is concluded.',
  check: ({ services }) =>
    services
      .filter(
        ({ schedulingStrategy, deploymentController, deploymentStrategy }) =>
          schedulingStrategy === 'REPLICA' && deploymentController === 'ECS' && deploymentStrategy === 'ROLLING',
      )
      .flatMap(({ resource, taskDefinition, desiredCount = NaN, minimumHealthyPercent, maximumPercent }) => {
        const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
        const most = Math.floor((desiredCount * maximumPercent) / 100);
        return desiredCount > 0 && most <= least
          ? [
            {
              resource,
              message:
                  `Of ${desiredCount} tasks at least ${least} must run (MinimumHealthyPercent ${minimumHealthyPercent}) `
                  + `and at most ${most} may (MaximumPercent ${maximumPercent}).`,
              fix: 'Set MaximumPercent to 200 and MinimumHealthyPercent to 100.',
              // On instances a fixed host port, or too little room, may hold the second task back.
              edits: isGiven(taskDefinition) && taskDefinition.networkMode === 'awsvpc' ? [
                set(resource, ['DeploymentConfiguration', 'MaximumPercent'], 200),
                set(resource, ['DeploymentConfiguration', 'MinimumHealthyPercent'], 100),
              ] : undefined,
            },
          ]
          : [];
      }),
};
