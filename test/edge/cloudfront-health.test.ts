import { App, Duration, NestedStack } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { ACCOUNT, distributionOf, stackIn } from './edge-stacks';
import { CloudFrontHealth } from '../../src';
import { Match, Template } from '../fixtures';

test('in us-east-1 the alarm is in the same stack, on the metric with both dimensions', () => {
  const stack = stackIn('us-east-1');
  const alarmTopic = new Topic(stack, 'Topic');
  const action = new SnsAction(new Topic(stack, 'Action'));
  const health = new CloudFrontHealth(stack, 'Edge', { distribution: distributionOf(stack), alarmTopic, alarmActions: [action] });
  const template = Template.fromStack(stack);
  const told = [{ Ref: Match.stringLikeRegexp('^Topic') }, { Ref: Match.stringLikeRegexp('^Action') }];
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/CloudFront',
    MetricName: '5xxErrorRate',
    Dimensions: [{ Name: 'DistributionId', Value: { Ref: Match.stringLikeRegexp('^Distribution') } }, { Name: 'Region', Value: 'Global' }],
    Statistic: 'Average',
    Period: 60,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    DatapointsToAlarm: 3,
    EvaluationPeriods: 5,
    TreatMissingData: 'notBreaching',
    Metrics: Match.absent(),
    AlarmActions: told,
    OKActions: told,
  });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  template.resourceCountIs('AWS::CloudFront::MonitoringSubscription', 0);
  expect(health.alarms).toEqual([health.serverErrors]);
  expect(health.slowOrigin).toBeUndefined();
});

test('the latency of the origin needs additional metrics, which are turned on', () => {
  const stack = stackIn('us-east-1');
  const health = new CloudFrontHealth(stack, 'Edge', {
    distribution: distributionOf(stack),
    originLatency: Duration.seconds(2),
    serverErrorRate: 0.5,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudFront::MonitoringSubscription', {
    DistributionId: { Ref: Match.stringLikeRegexp('^Distribution') },
    MonitoringSubscription: { RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: 'Enabled' } },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'OriginLatency',
    ExtendedStatistic: 'p99',
    Threshold: 2000,
    TreatMissingData: 'notBreaching',
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5xxErrorRate', Threshold: 0.5 });
  expect(health.alarms).toEqual([health.serverErrors, health.slowOrigin]);
});

test('a distribution gets no second subscription', () => {
  const stack = stackIn('us-east-1');
  new CloudFrontHealth(stack, 'Own', { distribution: distributionOf(stack, true), originLatency: Duration.seconds(2) });
  const imported = Distribution.fromDistributionAttributes(stack, 'Imported', { distributionId: 'E1', domainName: 'd1.cloudfront.net' });
  new CloudFrontHealth(stack, 'Other', { distribution: imported, originLatency: Duration.seconds(2), publishesAdditionalMetrics: true });
  Template.fromStack(stack).resourceCountIs('AWS::CloudFront::MonitoringSubscription', 1);
});

test('elsewhere the alarms are in one stack in us-east-1, apart from those on health checks; no token is left', () => {
  const app = new App();
  const stack = stackIn('eu-west-1', app);
  const alarmTopic = new Topic(stackIn('us-east-1', app, 'Alerts'), 'Topic');
  const distribution = distributionOf(stack);
  const health = new CloudFrontHealth(stack, 'Edge', { distribution, originLatency: Duration.seconds(2), alarmTopic });
  new CloudFrontHealth(new NestedStack(stack, 'Nested'), 'Edge', { distribution });
  const assembly = app.synth();
  expect(assembly.stacks.map(({ stackName, environment }) => `${stackName} ${environment.region}`).sort()).toEqual([
    'Alerts us-east-1', 'Web eu-west-1', 'Web-eu-west-1-edge us-east-1',
  ]);
  expect(JSON.stringify(assembly.stacks.map(({ template }) => template))).not.toContain('${Token');
  expect(assembly.stacks.flatMap(({ messages }) => messages)).toEqual([]);
  const alarms = Template.fromStack(health.serverErrors.stack);
  alarms.resourceCountIs('AWS::CloudWatch::Alarm', 3);
  alarms.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: '5xxErrorRate',
    Dimensions: [
      {
        Name: 'DistributionId',
        Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ExportsReader'), Match.stringLikeRegexp('Distribution')] },
      },
      { Name: 'Region', Value: 'Global' },
    ],
    AlarmActions: [{ 'Fn::ImportValue': Match.anyValue() }],
    Metrics: Match.absent(),
  });
  // The subscription belongs to the distribution, not to the alarms.
  Template.fromStack(stack).resourceCountIs('AWS::CloudFront::MonitoringSubscription', 1);
});

describe('what cannot be is an error that says what to do', () => {
  const topicIn =
    (region: string) =>
      (stack: ReturnType<typeof stackIn>): ITopic =>
        Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${region}:${ACCOUNT}:alerts`);
  test.each([
    [
      'a stack without region',
      undefined,
      {},
      undefined,
      /\[Web\/Edge\] Alarms on the global edge exist only in us-east-1: got a stack without region, .+Pass env: \{ account, region \}/,
    ],
    ['China', 'cn-north-1', {}, undefined, /got a stack in cn-north-1, from where us-east-1 cannot be reached/],
    [
      'a topic of another region',
      'eu-west-1',
      {},
      topicIn('eu-west-1'),
      /\[Web\/Edge\] .+got Web\/Topic in eu-west-1, allowed: a topic in us-east-1/,
    ],
    [
      '0 %',
      'us-east-1',
      { serverErrorRate: 0 },
      undefined,
      /\[Web\/Edge\] serverErrorRate is out of range: got 0, allowed: a number above 0, at most 100/,
    ],
    ['101 %', 'us-east-1', { serverErrorRate: 101 }, undefined, /got 101/],
    ['no latency', 'us-east-1', { originLatency: Duration.seconds(0) }, undefined, /originLatency in milliseconds is out of range: got 0/],
    [
      '61 minutes',
      'us-east-1',
      { evaluationPeriods: 61 },
      undefined,
      /\[Web\/Edge\] evaluationPeriods is out of range: got 61, allowed: a whole number from 1 to 60/,
    ],
    [
      'more of fewer',
      'us-east-1',
      { evaluationPeriods: 2, datapointsToAlarm: 3 },
      undefined,
      /datapointsToAlarm is out of range: got 3, allowed: a whole number from 1 to 2/,
    ],
  ])('%s', (_, region, options, topic, message) => {
    const stack = stackIn(region);
    expect(
      () => new CloudFrontHealth(stack, 'Edge', { distribution: distributionOf(stack), alarmTopic: topic?.(stack), ...options }),
    ).toThrow(message);
  });
});

test('fewer evaluation periods lower the datapoints', () => {
  const stack = stackIn('us-east-1');
  new CloudFrontHealth(stack, 'Edge', { distribution: distributionOf(stack), evaluationPeriods: 2 });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { EvaluationPeriods: 2, DatapointsToAlarm: 2 });
});
