import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const HEALTH_NAMESPACES = ['AWS/ApplicationELB', 'AWS/NetworkELB', 'AWS/ECS', 'ECS/ContainerInsights'];

export const alarmOnOneDatapoint: Rule = {
  name: 'AlarmOnOneDatapoint',
  severity: 'info',
  what: 'An alarm on health acts on a single minute.',
  why: 'One lost minute wakes people, or rolls a deployment back; a task that is replaced is one such minute.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html',
  check: ({ alarms }) => alarms
    .filter(({ namespace, datapointsToAlarm, period, actions }) => isGiven(namespace) && HEALTH_NAMESPACES.includes(namespace)
      && datapointsToAlarm === 1 && period <= 60 && actions.items.length > 0)
    .map(({ resource, metricName, evaluationPeriods, period }) => ({
      resource,
      message: `The alarm on ${isGiven(metricName) ? metricName : 'the metric'} goes off after 1 of ${evaluationPeriods} periods of ${period} s.`,
      fix: 'Set EvaluationPeriods to 3 and DatapointsToAlarm to 2.',
    })),
};
