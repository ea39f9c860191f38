import { Arn, ArnFormat, ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, ComparisonOperator, CompositeAlarm, IAlarm, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { HealthCheckProps, HealthCheckType } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { DnsAlarmCheckOptions, DnsMetricCheckOptions } from './dns-check-options';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';

/** An alarm on the metric that Route 53 accepts. */
export function alarmOnMetric(
  scope: Construct, id: string, metric: IMetric, unhealthyFrom: number, { evaluationPeriods = 2 }: DnsMetricCheckOptions,
): Alarm {
  return new Alarm(scope, id, {
    metric,
    threshold: unhealthyFrom,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods,
    // Missing data must stay missing, so that insufficientData of the check decides.
    treatMissingData: TreatMissingData.MISSING,
    alarmDescription: 'Read by a Route 53 health check: while it would be in alarm, DNS counts the service as unhealthy.',
  });
}

export function alarmCheck(scope: Construct, alarm: IAlarm, { insufficientData, inverted }: DnsAlarmCheckOptions): HealthCheckProps {
  checkSupported(scope, alarm);
  return {
    type: HealthCheckType.CLOUDWATCH_METRIC,
    alarmIdentifier: { name: alarm.alarmName, region: whereabouts(alarm).region },
    insufficientDataHealthStatus: insufficientData,
    inverted,
  };
}

/**
 * What Route 53 does not read: it follows the alarm's data stream, not its state.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
 */
function checkSupported(scope: Construct, alarm: IAlarm): void {
  const refuse = (got: string, todo: string) => fail('Route 53 cannot follow this alarm', `${alarm.node.path} with ${got}`,
    'an alarm of the same account on one plain metric', todo, scope.node.path);
  const accounts = [whereabouts(alarm).account, Stack.of(scope).account];
  if (!accounts.some((account) => Token.isUnresolved(account)) && accounts[0] !== accounts[1]) {
    refuse(`account ${accounts[0]}`, `pass an alarm of account ${accounts[1]}`);
  }
  if (alarm instanceof CompositeAlarm) {
    refuse('a rule over other alarms', 'pass one DnsCheck.alarm for each of them to DnsCheck.calculated');
  }
  const resource = alarm.node.defaultChild;
  if (!(resource instanceof CfnAlarm)) { return; }
  if (resource.metrics !== undefined) {
    refuse('metric math, a label or a metric of another account', 'pass an alarm on one metric, and leave label and color of the metric out');
  }
  if (resource.extendedStatistic !== undefined) {
    refuse(`statistic ${resource.extendedStatistic}`, 'use Average, Minimum, Maximum, Sum or SampleCount');
  }
  if (resource.period !== undefined && resource.period < ROUTE53.leastAlarmPeriod) {
    refuse(`a period of ${resource.period} s`, 'use a period of a minute or more');
  }
  if (resource.datapointsToAlarm !== undefined && resource.datapointsToAlarm !== resource.evaluationPeriods) {
    refuse(`${resource.datapointsToAlarm} of ${resource.evaluationPeriods} datapoints`, 'leave datapointsToAlarm out, or use DnsCheck.metric on the metric of the alarm');
  }
}

/** The CDK takes an imported alarm for one of the stack that imports it; its ARN knows better. */
function whereabouts({ alarmArn, env }: IAlarm): Pick<ResourceEnvironment, 'account' | 'region'> {
  if (Token.isUnresolved(alarmArn)) { return env; }
  const { account, region } = Arn.split(alarmArn, ArnFormat.COLON_RESOURCE_NAME);
  return { account: account ?? env.account, region: region ?? env.region };
}
