import { ROUTE53 } from '../../../contract/limits';
import type { Alarm } from '../../model/alarm';
import type { Problem, Rule } from '../../rule';
import type { Resource } from '../../template';
import { isGiven } from '../../value';

export const route53AlarmNotFollowable: Rule = {
  name: 'Route53AlarmNotFollowable',
  severity: 'error',
  what: 'A Route 53 check follows an alarm that Route 53 cannot follow.',
  why:
    'Route 53 reads the alarm\'s data itself: it supports alarms of one standard-resolution metric with the statistics Average, Minimum, '
    + 'Maximum, Sum and SampleCount, neither percentiles nor metric math nor M of N.',
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html',
  check: ({ healthChecks, alarms }) => healthChecks.filter(({ type }) => type === 'CLOUDWATCH_METRIC')
    .flatMap(({ resource, alarm: followed }) => alarms.filter((alarm) => isGiven(followed) && alarm.resource === followed)
      .flatMap((alarm) => problems(resource, alarm))),
};

function problems(
  resource: Resource,
  { resource: { logicalId }, extendedStatistic, math, evaluationPeriods, datapointsToAlarm, period }: Alarm,
): Problem[] {
  const reasons = [
    ...isGiven(extendedStatistic) ? [`ExtendedStatistic is ${extendedStatistic}`] : [],
    ...math === true ? ['Metrics is an expression'] : [],
    ...datapointsToAlarm < evaluationPeriods ? [`it is ${datapointsToAlarm} of ${evaluationPeriods} datapoints`] : [],
    ...period < ROUTE53.leastAlarmPeriod ? [`Period is ${period} s`] : [],
  ];
  return reasons.length === 0 ? [] : [{
    resource,
    message: `The check follows the alarm '${logicalId}', and ${reasons.join(', and ')}.`,
    fix: `Give the check an alarm of its own: 1 metric, Statistic Average, Minimum or Maximum, Period ${ROUTE53.leastAlarmPeriod} or `
      + 'more, and '
      + `DatapointsToAlarm ${evaluationPeriods > 0 ? evaluationPeriods : 'as EvaluationPeriods'}.`,
  }];
}
