import type { Rule } from '../../rule';

export const failoverPrimaryWithoutCheck: Rule = {
  name: 'FailoverPrimaryWithoutCheck',
  severity: 'warning',
  what: 'A primary record of a failover has no health check.',
  why: 'Route 53 counts a record without a check as healthy, whatever its endpoint does: it never fails over.',
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html#dns-failover-complex-configs-hc-omitting',
  exception: 'People give the primary up by changing the record.',
  check: ({ records }) => records
    .filter(({ failover, hasHealthCheck, isAlias, evaluateTargetHealth }) => failover === 'PRIMARY' && hasHealthCheck === false
      && (isAlias === false || (isAlias === true && evaluateTargetHealth === false)))
    .map(({ resource, isAlias }) => ({
      resource,
      message: `Failover is PRIMARY, HealthCheckId is not given${isAlias === true ? ', and EvaluateTargetHealth is false' : ''}.`,
      fix: `Give the record a HealthCheckId${isAlias === true ? ', or set EvaluateTargetHealth to true' : ''}.`,
    })),
};
