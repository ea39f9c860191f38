import { ROUTE53 } from '../../../contract/limits';
import { set } from '../../edit';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const route53FailureThresholdOutOfRange: Rule = {
  name: 'Route53FailureThresholdOutOfRange',
  severity: 'error',
  what: 'A Route 53 check counts more or fewer results in a row than Route 53 allows.',
  why: 'Route 53 refuses the check, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  check: ({ healthChecks }) => healthChecks
    .filter(({ failureThreshold }) => isOutside(failureThreshold, ROUTE53.failureThreshold))
    .map(({ resource, failureThreshold }) => ({
      resource,
      message: `FailureThreshold is ${failureThreshold}, and Route 53 allows ${inWords(ROUTE53.failureThreshold)}.`,
      fix: `Set FailureThreshold to ${nearest(failureThreshold, ROUTE53.failureThreshold)}.`,
      edits: [set(resource, ['HealthCheckConfig', 'FailureThreshold'], nearest(failureThreshold, ROUTE53.failureThreshold))],
    })),
};
