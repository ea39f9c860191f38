import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** Load is no health: CPUUtilization and the like are not among them. */
const HEALTH_METRICS = [
  'HealthyHostCount', 'UnHealthyHostCount', 'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetConnectionErrorCount',
  'TargetTLSNegotiationErrorCount', 'RejectedConnectionCount', 'UnhealthyRoutingRequestCount', 'UnhealthyRoutingFlowCount',
  'TargetResponseTime', 'RunningTaskCount', 'TCP_Target_Reset_Count',
];

export const alarmOnOneDatapoint: Rule = {
  name: 'AlarmOnOneDatapoint',
  severity: 'info',
  what: 'An alarm on health acts on a single minute.',
  why: 'One bad minute pages someone, or rolls a deployment back; the replacement of a single task is such a minute.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html',
  furtherSources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html'],
  unproven: 'That the replacement of a single task is such a minute is concluded.',
  exception: 'The metric already covers minutes, or each single event has to be known.',
  check: ({ alarms }) =>
    alarms
      .filter(
        ({ metricName, datapointsToAlarm, period, actsBeyondScaling }) =>
          isGiven(metricName)
          && HEALTH_METRICS.includes(metricName)
          && datapointsToAlarm === 1
          && period <= 60
          && actsBeyondScaling,
      )
      .map(({ resource, metricName, evaluationPeriods, period }) => ({
        resource,
        message:
          `The alarm on ${isGiven(metricName) ? metricName : 'the metric'} starts after 1 of ${evaluationPeriods} `
          + `periods of ${period} s.`,
        fix: 'Set EvaluationPeriods to 3 and DatapointsToAlarm to 2.',
        edits: [set(resource, ['EvaluationPeriods'], 3), set(resource, ['DatapointsToAlarm'], 2)],
      })),
};
