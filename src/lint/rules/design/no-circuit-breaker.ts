import { set } from '../../edit';
import { rollingPatience } from '../../model/service';
import type { Rule } from '../../rule';

export const noCircuitBreaker: Rule = {
  name: 'NoCircuitBreaker',
  severity: 'warning',
  what: 'A rolling deployment that cannot succeed is not ended by ECS.',
  why:
    'Without a circuit breaker or a deployment alarm ECS keeps starting tasks of a revision that never becomes healthy until '
    + 'CloudFormation gives up, after three hours or, where the deployment has a bake time, 36, and rolls back; a deployment that is '
    + 'started by other means never ends.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html',
  furtherSources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html',
    'https://github.com/aws/containers-roadmap/issues/1303',
  ],
  unproven: 'The 36 hours are AWS\'s; the three hours are known from reports alone.',
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
      .map((service) => ({ resource: service.resource, patience: rollingPatience(service) / 60 }))
      .map(({ resource, patience }) => ({
        resource,
        message: 'DeploymentCircuitBreaker is off, and no alarm watches the deployment: a bad one lives until CloudFormation gives up, '
          + `after ${patience} h.`,
        fix: 'Set DeploymentConfiguration.DeploymentCircuitBreaker to { Enable: true, Rollback: true }.',
        edits: [set(resource, ['DeploymentConfiguration', 'DeploymentCircuitBreaker'], { Enable: true, Rollback: true })],
      })),
};
