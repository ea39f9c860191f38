import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { DnsCheck, DnsHealth, HealthEndpoint } from '../../src';
import { Match, Template } from '../fixtures';

const ACCOUNT = '123456789012';
const CHECK = DnsCheck.http('eu.example.com', HealthEndpoint.http('/ready'));
const EXPECTED = {
  Namespace: 'AWS/Route53',
  MetricName: 'HealthCheckStatus',
  Statistic: 'Minimum',
  Period: 60,
  Threshold: 1,
  EvaluationPeriods: 1,
  ComparisonOperator: 'LessThanThreshold',
  Metrics: Match.absent(),
};

function stackIn(region?: string, app = new App()) {
  return new Stack(app, 'Web', region ? { env: { account: ACCOUNT, region } } : {});
}

test('in us-east-1 the alarm is in the same stack and watches the check itself', () => {
  const stack = stackIn('us-east-1');
  const dns = new DnsHealth(stack, 'Dns', { check: CHECK, alarm: { alarmTopic: new Topic(stack, 'Topic'), evaluationPeriods: 3 } });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...EXPECTED,
    EvaluationPeriods: 3,
    Dimensions: [{ Name: 'HealthCheckId', Value: { Ref: Match.stringLikeRegexp('^DnsCheck') } }],
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
    OKActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
  });
  template.resourceCountIs('AWS::Route53::HealthCheck', 1);
  expect(dns.alarm!.stack).toBe(stack);
});

test('elsewhere it is in a stack in us-east-1, which all checks of the stack share; no token is left', () => {
  const app = new App();
  const stack = stackIn('eu-west-1', app);
  const alarmTopic = new Topic(new Stack(app, 'Alerts', { env: { account: ACCOUNT, region: 'us-east-1' } }), 'Topic');
  const dns = new DnsHealth(stack, 'Dns', { check: CHECK, alarm: { alarmTopic } });
  new DnsHealth(stack, 'Other', { check: CHECK, alarm: {} });
  const assembly = app.synth();
  expect(assembly.stacks.map(({ stackName, environment }) => `${stackName} ${environment.region}`).sort()).toEqual([
    'Alerts us-east-1', 'Web eu-west-1', 'Web-eu-west-1-dns us-east-1',
  ]);
  expect(JSON.stringify(assembly.stacks.map(({ template }) => template))).not.toContain('${Token');
  const alarms = Template.fromStack(dns.alarm!.stack);
  alarms.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  alarms.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...EXPECTED,
    Dimensions: [
      { Name: 'HealthCheckId', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ExportsReader'), Match.stringLikeRegexp('DnsFront')] } },
    ],
    AlarmActions: [{ 'Fn::ImportValue': Match.anyValue() }],
  });
});

/**
 * The CDK's cross-region references fail the deployment if an exported value changes, as the id of a check does with another type or
 * interval.
 */
test('elsewhere the alarm watches a calculated check in front, whose id stays when the check is replaced', () => {
  const exportsOf = (check: DnsCheck) => {
    const app = new App();
    const stack = stackIn('eu-west-1', app);
    new DnsHealth(stack, 'Dns', { check, alarm: {} });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Route53::HealthCheck', {
      HealthCheckConfig: { Type: 'CALCULATED', HealthThreshold: 1, RequestInterval: Match.absent() },
    });
    return Object.values(template.findResources('Custom::CrossRegionExportWriter'))[0].Properties.WriterProps.exports;
  };
  const before = exportsOf(CHECK);
  expect(Object.values(before)).toEqual([{ Ref: expect.stringMatching(/^DnsFront/) }]);
  expect(exportsOf(DnsCheck.tcp('eu.example.com', 443))).toEqual(before);
});

test('a calculated check needs none in front', () => {
  const stack = stackIn('eu-west-1');
  new DnsHealth(stack, 'Dns', { check: DnsCheck.calculated([CHECK], 1), alarm: {} });
  Template.fromStack(stack).resourceCountIs('AWS::Route53::HealthCheck', 2);
});

test('stacks of one name in two regions have an alarm stack each', () => {
  const app = new App();
  for (const region of ['eu-west-1', 'eu-central-1']) {
    const stack = new Stack(app, `Web-${region}`, { stackName: 'web', env: { account: ACCOUNT, region } });
    new DnsHealth(stack, 'Dns', { check: CHECK, alarm: {} });
  }
  expect(app.synth().stacks.map(({ stackName }) => stackName).sort()).toEqual(['web', 'web', 'web-eu-central-1-dns', 'web-eu-west-1-dns']);
});

test('from a nested stack the alarm goes to the stack of the outermost one', () => {
  const app = new App();
  const nested = new NestedStack(stackIn('eu-west-1', app), 'Nested');
  const dns = new DnsHealth(nested, 'Dns', { check: CHECK, alarm: {} });
  expect(dns.alarm!.stack.stackName).toBe('Web-eu-west-1-dns');
  expect(() => app.synth()).not.toThrow();
});

test('without alarm nothing spans regions', () => {
  const app = new App();
  new DnsHealth(stackIn('eu-west-1', app), 'Dns', { check: CHECK });
  expect(app.synth().stacks).toHaveLength(1);
});

describe('where it cannot be, the error says what to do', () => {
  const topicIn =
    (region: string) =>
      (stack: Stack): ITopic =>
        Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${region}:${ACCOUNT}:alerts`);
  test.each([
    [
      'a stack without region',
      undefined,
      undefined,
      /\[Web\/Dns\] .+only in us-east-1: got a stack without region, .+Pass env: \{ account, region \}/,
    ],
    ['China', 'cn-north-1', undefined, /got a stack in cn-north-1/],
    ['GovCloud', 'us-gov-west-1', undefined, /got a stack in us-gov-west-1, from where us-east-1 cannot be reached/],
    [
      'a topic of another region',
      'us-east-1',
      topicIn('eu-west-1'),
      /\[Web\/Dns\] .+got Web\/Topic in eu-west-1, allowed: a topic in us-east-1/,
    ],
  ])('%s', (_, region, topic, message) => {
    const stack = stackIn(region);
    expect(() => new DnsHealth(stack, 'Dns', { check: CHECK, alarm: { alarmTopic: topic?.(stack) } })).toThrow(message);
  });

  test('61 minutes', () => {
    expect(() => new DnsHealth(stackIn('us-east-1'), 'Dns', { check: CHECK, alarm: { evaluationPeriods: 61 } })).toThrow(
      /got 61, allowed: a whole number from 1 to 60/,
    );
  });

  test('a region without account', () => {
    const stack = new Stack(new App(), 'Web', { env: { region: 'eu-west-1' } });
    expect(() => new DnsHealth(stack, 'Dns', { check: CHECK, alarm: {} })).toThrow(/got a stack without account/);
  });
});
