import { App, Duration, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer, ApplicationTargetGroup, type ITargetGroup, NetworkLoadBalancer, NetworkTargetGroup, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TargetGroupAlarms, type TargetGroupAlarmsProps } from '../../src';
import { contract, Match, stackWithVpc, Template } from '../fixtures';

function application(stack: Stack, vpc: IVpc) {
  const group = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [group] });
  return group;
}

function network(stack: Stack, vpc: IVpc) {
  const group = new NetworkTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 80, defaultTargetGroups: [group] });
  return group;
}

function alarmsOf(make: (stack: Stack, vpc: IVpc) => ITargetGroup, props: Partial<TargetGroupAlarmsProps> = {}) {
  const { stack, vpc } = stackWithVpc();
  const alarms = new TargetGroupAlarms(stack, 'Alarms', { targetGroup: make(stack, vpc), contract: contract(), ...props });
  return { alarms, template: Template.fromStack(stack) };
}


const LOAD_BALANCER = { Name: 'LoadBalancer', Value: { 'Fn::Join': Match.anyValue() } };
const TARGET_GROUP = { Name: 'TargetGroup', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'TargetGroupFullName'] } };
const COMMON = { TreatMissingData: 'notBreaching', AlarmActions: Match.absent(), OKActions: Match.absent() };

test.each([
  ['unhealthy: what all nodes agree on', 'UnHealthyHostCount', 'Minimum', [LOAD_BALANCER, TARGET_GROUP], 0, [3, 5]],
  ['connections that fail', 'TargetConnectionErrorCount', 'Sum', [LOAD_BALANCER, TARGET_GROUP], 0, [3, 5]],
  ['connections that are rejected', 'RejectedConnectionCount', 'Sum', [LOAD_BALANCER], 0, [2, 3]],
])('ALB, %s', (_, MetricName, Statistic, Dimensions, Threshold, [DatapointsToAlarm, EvaluationPeriods]) => {
  alarmsOf(application).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...COMMON,
    Namespace: 'AWS/ApplicationELB',
    MetricName,
    Statistic,
    Dimensions,
    Threshold,
    DatapointsToAlarm,
    EvaluationPeriods,
    Period: 60,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});

test('ALB, latency: above the longest request that the contract promises; few requests say nothing', () => {
  alarmsOf(application, { contract: contract({ longestRequest: Duration.seconds(12) }) }).template.hasResourceProperties(
    'AWS::CloudWatch::Alarm',
    {
      ...COMMON,
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p99',
      Threshold: 12,
      EvaluateLowSampleCountPercentile: 'ignore',
      Dimensions: [LOAD_BALANCER, TARGET_GROUP],
    },
  );
});

function mathOf(template: Template, expression: string) {
  const found = Object.values(template.findResources('AWS::CloudWatch::Alarm')).find(({ Properties }) =>
    Properties.Metrics?.some(({ Expression }: any) => Expression === expression),
  );
  return {
    ...found?.Properties,
    watched: found?.Properties.Metrics.filter(({ MetricStat }: any) => MetricStat).map(
      ({ Id, MetricStat: { Metric, Period, Stat } }: any) => `${Id} ${Metric.Namespace} ${Metric.MetricName} ${Stat} ${Period}`,
    ),
  };
}

test('ALB, the share of 5xx, in minutes with enough requests', () => {
  expect(mathOf(alarmsOf(application).template, 'IF(FILL(requests, 0) >= 20, 100 * FILL(errors, 0) / requests, 0)')).toMatchObject({
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    DatapointsToAlarm: 3,
    EvaluationPeriods: 5,
    watched: ['requests AWS/ApplicationELB RequestCount Sum 60', 'errors AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum 60'],
  });
  expect(
    mathOf(alarmsOf(application, { minimumRequests: 100 }).template, 'IF(FILL(requests, 0) >= 100, 100 * FILL(errors, 0) / requests, 0)')
      .Threshold,
  ).toBe(5);
  expect(
    mathOf(alarmsOf(application, { minimumRequests: 0 }).template, 'IF(FILL(requests, 0) >= 1, 100 * FILL(errors, 0) / requests, 0)')
      .Threshold,
  ).toBe(5);
});

test.each([
  ['ALB', application, 'AWS/ApplicationELB'],
  ['NLB', network, 'AWS/NetworkELB'],
])('%s, healthy targets below the floor, but not of a service without targets', (_, make, namespace) => {
  expect(mathOf(alarmsOf(make).template, 'IF(healthy + unhealthy > 0, healthy, 1)')).toMatchObject({
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'notBreaching',
    watched: [`healthy ${namespace} HealthyHostCount Maximum 60`, `unhealthy ${namespace} UnHealthyHostCount Maximum 60`],
  });
  expect(mathOf(alarmsOf(make, { healthyHosts: { threshold: 3 } }).template, 'IF(healthy + unhealthy > 0, healthy, 3)').Threshold).toBe(3);
});

test('an NLB has what it knows: targets and ports', () => {
  const { template, alarms } = alarmsOf(network);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...COMMON,
    Namespace: 'AWS/NetworkELB',
    MetricName: 'UnHealthyHostCount',
    Statistic: 'Minimum',
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...COMMON,
    Namespace: 'AWS/NetworkELB',
    MetricName: 'PortAllocationErrorCount',
    Statistic: 'Sum',
    Dimensions: [LOAD_BALANCER],
  });
  expect([alarms.rejectedConnections, alarms.serverErrors, alarms.latency]).toEqual([undefined, undefined, undefined]);
});

const NAMES = ['healthyHosts', 'unhealthyHosts', 'connectionErrors', 'rejectedConnections', 'serverErrors', 'latency'] as const;

test.each(NAMES)('%s can be turned off and tuned', (name) => {
  const off = alarmsOf(application, { [name]: { enabled: false } });
  off.template.resourceCountIs('AWS::CloudWatch::Alarm', 5);
  expect(off.alarms[name]).toBeUndefined();
  expect(off.alarms.all).toHaveLength(5);
  const { template, alarms } = alarmsOf(application, { [name]: { threshold: 7, datapointsToAlarm: 4, evaluationPeriods: 9 } });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 7, DatapointsToAlarm: 4, EvaluationPeriods: 9 });
  expect(alarms.all).toHaveLength(6);
  expect(alarms.all).toContain(alarms[name]);
});

test.each([
  [{ latency: { threshold: -1 } }, /\[Stack\/Alarms\] The threshold of Latency is out of range: got -1, allowed: a number from 0/],
  [{ healthyHosts: { threshold: NaN } }, /\[Stack\/Alarms\] healthyHosts\.threshold has the wrong type: got NaN, allowed: a number/],
  [{ unhealthyHosts: { evaluationPeriods: 61 } }, /evaluationPeriods is out of range: got 61/],
  [
    { serverErrors: { datapointsToAlarm: 6 } },
    /datapointsToAlarm is out of range: got 6, allowed: a whole number from 1 to 5\. Pass fewer datapoints or more periods/,
  ],
])('%j is refused', (props, message) => {
  expect(() => alarmsOf(application, props)).toThrow(message);
});

test('a target group may be attached afterwards, but not never', () => {
  const { stack, vpc } = stackWithVpc();
  const targetGroup = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  new TargetGroupAlarms(stack, 'Alarms', { targetGroup, contract: contract() });
  expect(() => Template.fromStack(stack)).toThrow(
    /\[Stack\/Alarms\] A target group without load balancer has no metrics: got 'Stack\/Group', allowed: one that a listener forwards to/,
  );
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [targetGroup] });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 6);
});

test('of a pair that CodeDeploy swaps, the sibling has the load balancer', () => {
  const { stack, vpc } = stackWithVpc();
  const [blue, green] = ['Blue', 'Green'].map((id) => new ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: TargetType.IP }));
  new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [blue] });
  new TargetGroupAlarms(stack, 'Alarms', { targetGroup: green, sibling: blue, contract: contract() });
  const [alarm] = Object.values(
    Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'UnHealthyHostCount' } }),
  );
  const dimensions = JSON.stringify(alarm.Properties.Dimensions);
  expect(dimensions).toMatch(/"Name":"LoadBalancer".*Http/);
  expect(dimensions).toMatch(/Green\w+","TargetGroupFullName"/);
});

describe('imported target groups', () => {
  const targetGroupArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef';
  const loadBalancerArns = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/aaaaaaaaaaaaaaaa';

  test('of an ALB, with the load balancer', () => {
    const stack = new Stack(new App(), 'Stack');
    new TargetGroupAlarms(stack, 'Alarms', {
      targetGroup: ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Group', { targetGroupArn, loadBalancerArns }),
      contract: contract(),
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 6);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'TargetConnectionErrorCount',
      Namespace: 'AWS/ApplicationELB',
      Dimensions: [
        { Name: 'LoadBalancer', Value: 'app/shop/aaaaaaaaaaaaaaaa' },
        { Name: 'TargetGroup', Value: 'targetgroup/web/0123456789abcdef' },
      ],
    });
  });

  test('of an NLB, with the load balancer', () => {
    const stack = new Stack(new App(), 'Stack');
    new TargetGroupAlarms(stack, 'Alarms', {
      targetGroup: NetworkTargetGroup.fromTargetGroupAttributes(stack, 'Group', {
        targetGroupArn,
        loadBalancerArns: loadBalancerArns.replace('/app/', '/net/'),
      }),
      contract: contract(),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'PortAllocationErrorCount',
      Dimensions: [{ Name: 'LoadBalancer', Value: 'net/shop/aaaaaaaaaaaaaaaa' }],
    });
  });

  test('without the load balancer', () => {
    const stack = new Stack(new App(), 'Stack');
    const targetGroup = ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Group', { targetGroupArn });
    expect(() => new TargetGroupAlarms(stack, 'Alarms', { targetGroup, contract: contract() })).toThrow(
      /Please specify the ARN value when importing it/,
    );
  });
});
