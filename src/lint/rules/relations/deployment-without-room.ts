import type { Rule } from '../../rule';

export const deploymentWithoutRoom: Rule = {
  name: 'DeploymentWithoutRoom',
  severity: 'error',
  what: 'A rolling deployment may neither start a task nor stop one.',
  why: 'ECS rounds the lower limit up and the upper one down; where they meet, a deployment waits for ever, and no unhealthy task is replaced.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
  check: ({ services }) => services
    .filter(({ schedulingStrategy, deploymentController, deploymentStrategy }) => schedulingStrategy === 'REPLICA' && deploymentController === 'ECS'
      && deploymentStrategy === 'ROLLING')
    .flatMap(({ resource, desiredCount = NaN, minimumHealthyPercent, maximumPercent }) => {
      const least = Math.ceil(desiredCount * minimumHealthyPercent / 100);
      const most = Math.floor(desiredCount * maximumPercent / 100);
      return desiredCount > 0 && most <= least ? [{
        resource,
        message: `Of ${desiredCount} tasks at least ${least} must run (MinimumHealthyPercent ${minimumHealthyPercent}) `
          + `and at most ${most} may (MaximumPercent ${maximumPercent}).`,
        fix: 'Set MaximumPercent to 200 and MinimumHealthyPercent to 100.',
      }] : [];
    }),
};
