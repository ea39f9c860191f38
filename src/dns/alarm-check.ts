import { Arn, ArnFormat, type ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import {
  type Alarm,
  CfnAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { HealthCheck, HealthCheckType, type IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { DnsCheckKind } from './dns-check-kind';
import type { DnsAlarmCheckOptions, DnsMetricCheckOptions } from './dns-check-options';
import { createAlarm } from '../aws/create-alarm';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';

/** An alarm on the metric that Route 53 accepts. */
export function alarmOnMetric(
  scope: Construct, id: string, metric: IMetric, unhealthyFrom: number, { evaluationPeriods = 2 }: DnsMetricCheckOptions,
): Alarm {
  return createAlarm(scope, id, {
    metric,
    threshold: unhealthyFrom,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods,
    // Missing data stays missing, so that insufficientData of the check decides.
    treatMissingData: TreatMissingData.MISSING,
    alarmDescription: 'A Route 53 health check follows this alarm: while it is in alarm, DNS counts the service as unhealthy.',
  });
}

/** Follows the data of an alarm. */
export class AlarmCheck implements DnsCheckKind {
  public readonly hosts = [];
  public readonly requestsPerSecond = 0;
  public readonly validatesNoCertificate = false;

  /** @param alarmOf the alarm, or one that is created beside the check with this id */
  constructor(private readonly alarmOf: (scope: Construct, id: string) => IAlarm, private readonly options: DnsAlarmCheckOptions) {}

  public bind(scope: Construct, id: string): IHealthCheck {
    const alarm = this.alarmOf(scope, `${id}Alarm`);
    checkSupported(scope, alarm);
    const { insufficientData, inverted } = this.options;
    return new HealthCheck(scope, id, {
      type: HealthCheckType.CLOUDWATCH_METRIC,
      alarmIdentifier: { name: alarm.alarmName, region: placeOf(alarm).region },
      insufficientDataHealthStatus: insufficientData,
      inverted,
    });
  }
}

/**
 * Refuses alarms that Route 53 does not support: it follows the data stream of the alarm, not its state.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
 */
function checkSupported(scope: Construct, alarm: IAlarm): void {
  const refuse = (got: string, todo: string) => fail({
    what: 'Route 53 cannot follow this alarm',
    got: `${alarm.node.path} with ${got}`,
    allowed: 'an alarm of the same account on one plain metric',
    fix: todo,
    at: scope.node.path,
  });
  const accounts = [placeOf(alarm).account, Stack.of(scope).account];
  if (!accounts.some((account) => Token.isUnresolved(account)) && accounts[0] !== accounts[1]) {
    refuse(`account ${accounts[0]}`, `pass an alarm of account ${accounts[1]}`);
  }
  if (alarm instanceof CompositeAlarm) {
    refuse('a rule over other alarms', 'pass one DnsCheck.alarm for each of them to DnsCheck.calculated');
  }
  const resource = alarm.node.defaultChild;
  if (!(resource instanceof CfnAlarm)) { return; }
  if (resource.metrics !== undefined) {
    refuse(
      'metric math, a label or a metric of another account',
      'pass an alarm on one metric, and leave label and color of the metric out',
    );
  }
  if (resource.extendedStatistic !== undefined) {
    refuse(`statistic ${resource.extendedStatistic}`, 'use Average, Minimum, Maximum, Sum or SampleCount');
  }
  if (resource.period !== undefined && resource.period < ROUTE53.leastAlarmPeriod) {
    refuse(`a period of ${resource.period} s`, 'use a period of a minute or more');
  }
  if (resource.datapointsToAlarm !== undefined && resource.datapointsToAlarm !== resource.evaluationPeriods) {
    refuse(
      `${resource.datapointsToAlarm} of ${resource.evaluationPeriods} datapoints`,
      'leave datapointsToAlarm out, or use DnsCheck.metric on the metric of the alarm',
    );
  }
}

/** From its ARN: the CDK takes an imported alarm for one of the stack that imports it. */
function placeOf({ alarmArn, env }: IAlarm): Pick<ResourceEnvironment, 'account' | 'region'> {
  if (Token.isUnresolved(alarmArn)) { return env; }
  const { account, region } = Arn.split(alarmArn, ArnFormat.COLON_RESOURCE_NAME);
  return { account: account ?? env.account, region: region ?? env.region };
}
