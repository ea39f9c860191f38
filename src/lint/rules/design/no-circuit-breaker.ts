import type { Rule } from '../../rule';

export const noCircuitBreaker: Rule = {
  name: 'NoCircuitBreaker',
  severity: 'warning',
  what: 'A rolling deployment that cannot succeed is tried for ever.',
  why: 'Without a circuit breaker or a deployment alarm ECS keeps starting tasks of a revision that never becomes healthy, and nobody is told.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html',
  check: ({ services }) => services
    .filter(({ circuitBreaker, deploymentAlarms, deploymentController, deploymentStrategy, schedulingStrategy }) => circuitBreaker.enable === false
      && deploymentAlarms === false && deploymentController === 'ECS' && deploymentStrategy === 'ROLLING' && schedulingStrategy === 'REPLICA')
    .map(({ resource }) => ({
      resource,
      message: 'DeploymentCircuitBreaker is off, and no alarm watches the deployment.',
      fix: 'Set DeploymentConfiguration.DeploymentCircuitBreaker to { Enable: true, Rollback: true }.',
    })),
};
