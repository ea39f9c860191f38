import { DEPLOYMENT } from '../../../contract/limits';
import { set } from '../../edit';
import type { Rule } from '../../rule';

export const noCircuitBreaker: Rule = {
  name: 'NoCircuitBreaker',
  severity: 'warning',
  what: 'A rolling deployment that cannot succeed is not ended by ECS.',
  why:
    'Without a circuit breaker or a deployment alarm ECS keeps starting tasks of a revision that never becomes '
    + 'healthy, and notifies nobody, until CloudFormation gives up after three hours and rolls back; a deployment that is started by other '
    + 'means never ends.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html',
  exception: 'Something else watches deployments and ends them.',
  check: ({ services }) =>
    services
      .filter(
        ({ circuitBreaker, deploymentAlarms, deploymentController, deploymentStrategy, schedulingStrategy }) =>
          circuitBreaker.enable === false
          && deploymentAlarms === false
          && deploymentController === 'ECS'
          && deploymentStrategy === 'ROLLING'
          // The threshold follows DesiredCount, which a daemon does not have: https://github.com/aws/aws-cdk/issues/38102
          && schedulingStrategy === 'REPLICA',
      )
      .map(({ resource }) => ({
        resource,
        message: 'DeploymentCircuitBreaker is off, and no alarm watches the deployment: a bad one lives until CloudFormation gives up, '
          + 'after '
          + `${DEPLOYMENT.patience.rolling / 60} h.`,
        fix: 'Set DeploymentConfiguration.DeploymentCircuitBreaker to { Enable: true, Rollback: true }.',
        edits: [set(resource, ['DeploymentConfiguration', 'DeploymentCircuitBreaker'], { Enable: true, Rollback: true })],
      })),
};
