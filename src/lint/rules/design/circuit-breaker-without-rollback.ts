import type { Rule } from '../../rule';

export const circuitBreakerWithoutRollback: Rule = {
  name: 'CircuitBreakerWithoutRollback',
  severity: 'info',
  what: 'A deployment that fails is stopped and not rolled back.',
  why: 'The service stays with the tasks that are left, of two revisions, until somebody deploys again.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html',
  check: ({ services }) => services
    .filter(({ circuitBreaker }) => circuitBreaker.enable === true && circuitBreaker.rollback === false)
    .map(({ resource }) => ({
      resource,
      message: 'DeploymentCircuitBreaker is enabled without Rollback.',
      fix: 'Set DeploymentCircuitBreaker.Rollback to true.',
    })),
};
