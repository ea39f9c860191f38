import { set } from '../../edit';
import type { Rule } from '../../rule';

export const circuitBreakerWithoutRollback: Rule = {
  name: 'CircuitBreakerWithoutRollback',
  severity: 'info',
  what: 'A failed deployment is stopped and not rolled back.',
  why: 'The service keeps the remaining tasks, of two revisions, until the next deployment.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html'],
  unproven: 'The pages say that no more tasks are started; that those of both revisions remain is concluded.',
  exception: 'The previous revision cannot run any more, for example after a migration of data.',
  check: ({ services }) => services
    .filter(({ circuitBreaker }) => circuitBreaker.enable === true && circuitBreaker.rollback === false)
    .map(({ resource }) => ({
      resource,
      message: 'DeploymentCircuitBreaker is enabled without Rollback.',
      fix: 'Set DeploymentCircuitBreaker.Rollback to true.',
      edits: [set(resource, ['DeploymentConfiguration', 'DeploymentCircuitBreaker', 'Rollback'], true)],
    })),
};
