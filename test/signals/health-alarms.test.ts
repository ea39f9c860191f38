import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { checkPlan } from '../../lambda/plan-check';
import { AlertFormat, DeepVerifier, HealthAlarms, HealthAlarmsProps, ServiceVerification } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function verified() {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', { verifier: DeepVerifier.forVpc(stack, vpc), contract: contract(), service });
  return { stack, service, verification };
}

function alarms(props: Partial<HealthAlarmsProps> = {}) {
  const { stack, verification } = verified();
  new HealthAlarms(stack, 'Alarms', { verification, alertTopic: new Topic(stack, 'Topic'), ...props });
  return Template.fromStack(stack);
}

const REF = (id: string) => ({ Ref: Match.stringLikeRegexp(`^${id}`) });

/** The schedule's input with a made-up value for every token. */
function plan(template: Template): Record<string, any> {
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  const parts = schedule.Properties.Target.Input['Fn::Join'][1] as unknown[];
  return JSON.parse(parts.map((part) => typeof part === 'string' ? part : JSON.stringify(part).includes('Topic') ? 'arn:aws:sns:eu-west-1:111122223333:Alerts' : 'made-up').join(''));
}

test.each([
  ['RestartWouldHelp', 'notBreaching'],
  ['NeedsPeople', 'breaching'],
])('%s: 2 of the last 3 minutes, and notifies nobody by itself', (MetricName, TreatMissingData) => {
  alarms().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'LayeredHealth',
    MetricName,
    TreatMissingData,
    Statistic: 'Maximum',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    Period: 60,
    DatapointsToAlarm: 2,
    EvaluationPeriods: 3,
    Dimensions: [
      { Name: 'Cluster', Value: REF('Cluster') },
      { Name: 'Service', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Service'), 'Name'] } },
    ],
    AlarmActions: Match.absent(),
    OKActions: Match.absent(),
  });
});

test('three alarms, of which only the incident tells, and only the notifier', () => {
  const template = alarms();
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
  const notifier = [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthNotifier'), 'Arn'] }];
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmRule: {
      'Fn::Join': ['', [
        'ALARM("', { 'Fn::GetAtt': [Match.stringLikeRegexp('RestartWouldHelp'), 'Arn'] }, '") OR ALARM("', { 'Fn::GetAtt': [Match.stringLikeRegexp('NeedsPeople'), 'Arn'] }, '")',
      ]],
    },
    AlarmActions: notifier,
    OKActions: notifier,
    InsufficientDataActions: Match.absent(),
    ActionsSuppressor: Match.absent(),
  });
});

test('the notifier finds the plan by the name of the incident', () => {
  alarms().hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { AlarmName: { 'Fn::Join': ['', [REF('VerificationSchedule'), '-incident']] } });
});

test('the plan says whom to tell and how, and the verifier accepts it', () => {
  const told = plan(alarms({ alertFormat: AlertFormat.CHAT }));
  expect(told.alerts).toEqual({ topicArn: 'arn:aws:sns:eu-west-1:111122223333:Alerts', format: 'CHAT' });
  expect(checkPlan(told)).toEqual({ plan: told });
  expect(plan(alarms()).alerts.format).toBe('TEXT');
});

test('without a topic the plan says nothing of it, and there is no notifier', () => {
  const template = alarms({ alertTopic: undefined });
  expect('alerts' in plan(template)).toBe(false);
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { AlarmActions: Match.absent(), OKActions: Match.absent() });
  expect(Object.keys(template.findResources('AWS::Lambda::Function')).filter((id) => /Notifier/.test(id))).toEqual([]);
});

test('any other action can be added to the incident', () => {
  const { stack, verification } = verified();
  const [pager, calm] = ['Pager', 'Calm'].map((id) => new SnsAction(new Topic(stack, id)));
  new HealthAlarms(stack, 'Alarms', { verification, alarmActions: [pager], okActions: [pager, calm] });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { AlarmActions: [REF('Pager')], OKActions: [REF('Pager'), REF('Calm')] });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent(), OKActions: Match.absent() });
});

test('M of N can be tuned', () => {
  alarms({ datapointsToAlarm: 4, evaluationPeriods: 5 }).allResourcesProperties('AWS::CloudWatch::Alarm', { DatapointsToAlarm: 4, EvaluationPeriods: 5 });
});

test.each([
  [{ evaluationPeriods: 0 }, /\[Stack\/Alarms\] evaluationPeriods .*got 0, allowed: a whole number from 1 to 60/],
  [{ datapointsToAlarm: 4 }, /\[Stack\/Alarms\] datapointsToAlarm .*got 4, allowed: a whole number from 1 to evaluationPeriods \(3\)/],
  [{ alertTopic: undefined, alertFormat: AlertFormat.CHAT }, /\[Stack\/Alarms\] alertFormat has nobody to write to: got CHAT without alertTopic/],
])('%j is refused', (props, message) => {
  expect(() => alarms(props)).toThrow(message);
});

test('a service has one incident', () => {
  const { stack, verification } = verified();
  new HealthAlarms(stack, 'Alarms', { verification });
  expect(() => new HealthAlarms(stack, 'More', { verification })).toThrow(/\[Stack\/More\] The verification has alarms already: got Stack\/Alarms, allowed: one HealthAlarms for each verification/);
});

test('somebody is told once', () => {
  const { stack, verification } = verified();
  const topic = new Topic(stack, 'Topic');
  verification.tell(topic, AlertFormat.TEXT);
  expect(() => verification.tell(topic, AlertFormat.CHAT)).toThrow(/\[Stack\/Verification\] Somebody is told of this service already: got Stack\/Topic, allowed: one topic a service/);
});
