import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const blueGreenWithoutAlarm: Rule = {
  name: 'BlueGreenWithoutAlarm',
  severity: 'info',
  what: 'A blue/green, linear or canary deployment has neither an alarm nor a hook that could stop it.',
  why:
    'ECS keeps both revisions to be able to go back, and there is nothing that makes it do so: the circuit breaker is for rolling '
    + 'deployments alone, so a revision that answers its health check with errors for users takes over.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-failure-detection.html'],
  unproven: 'AWS\'s pages disagree: one of them says that the circuit breaker serves blue/green deployments too.',
  exception: 'Something else watches the deployment and rolls it back.',
  check: ({ services }) => services
    .filter(({ deploymentController, deploymentStrategy, deploymentAlarms, deploymentHooks }) => deploymentController === 'ECS'
      && isGiven(deploymentStrategy) && ['BLUE_GREEN', 'LINEAR', 'CANARY'].includes(deploymentStrategy)
      && deploymentAlarms === false && deploymentHooks === false)
    .map(({ resource, deploymentStrategy }) => ({
      resource,
      message: `Strategy is ${String(deploymentStrategy)}, with neither Alarms nor LifecycleHooks.`,
      fix: 'Name an alarm on errors in DeploymentConfiguration.Alarms, or a hook at POST_TEST_TRAFFIC_SHIFT that verifies the new '
        + 'revision.',
    })),
};
