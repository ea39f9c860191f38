import { set } from '../../edit';
import type { Rule } from '../../rule';

export const alarmIgnoresMissingTargets: Rule = {
  name: 'AlarmIgnoresMissingTargets',
  severity: 'warning',
  what: 'An alarm on too few healthy targets stays silent when there is no target left.',
  why:
    'The load balancer reports the number only while targets are registered: when the last task is gone, the data is missing, and missing '
    + 'data counts as fine.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html',
  furtherSources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html'],
  exception: 'The service is scaled to zero on purpose.',
  check: ({ alarms }) => alarms
    .filter(({ metricName, comparison, treatMissingData }) => metricName === 'HealthyHostCount'
      && typeof comparison === 'string' && comparison.startsWith('LessThan') && treatMissingData === 'notBreaching')
    .map(({ resource }) => ({
      resource,
      message: 'HealthyHostCount is watched for being too low, and TreatMissingData is notBreaching.',
      fix: 'Set TreatMissingData to breaching.',
      edits: [set(resource, ['TreatMissingData'], 'breaching')],
    })),
};
