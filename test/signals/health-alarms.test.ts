import { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { checkPlan } from '../../lambda/verification/plan-check';
import { AlertFormat, DeepVerifier, HealthAlarms, type HealthAlarmsProps, HealthLayer, ServiceVerification } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template, planParameters } from '../fixtures';

function verified() {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service,
  });
  return { stack, service, verification };
}

function alarms(props: Partial<HealthAlarmsProps> = {}) {
  const { stack, verification } = verified();
  new HealthAlarms(stack, 'Alarms', { verification, alert: { topic: new Topic(stack, 'Topic') }, ...props });
  return Template.fromStack(stack);
}

const REF = (id: string) => ({ Ref: Match.stringLikeRegexp(`^${id}`) });

/** The plan with a made-up value for every token. */
function plan(template: Template): Record<string, any> {
  const [parameter] = planParameters(template);
  const parts = parameter.Properties.Value['Fn::Join'][1] as unknown[];
  return JSON.parse(
    parts
      .map((part) =>
        typeof part === 'string' ? part : JSON.stringify(part).includes('Topic') ? 'arn:aws:sns:eu-west-1:111122223333:Alerts' : 'made-up',
      )
      .join(''),
  );
}

const NOTIFIER = [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthNotifier'), 'Arn'] }];
const ALERT = { Namespace: 'LayeredHealth', MetricName: 'Faults' };

test('one alarm, on any fault that needs somebody: 2 of the last 3 minutes, and nothing while there is no data', () => {
  const template = alarms();
  template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 3); // the others are those of the verifier and of the notifier's dead-letter queue
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...ALERT,
    AlarmName: Match.stringLikeRegexp('^[\\w-]+\\.Stack-Verification-[0-9A-F]{8}-faults$'),
    TreatMissingData: 'notBreaching',
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
    AlarmActions: NOTIFIER,
    OKActions: NOTIFIER,
    InsufficientDataActions: Match.absent(),
  });
});

test('once there is a further cause, a composite alarm over both tells instead, under a name of its own', () => {
  const { stack, verification } = verified();
  const health = new HealthAlarms(stack, 'Alarms', { verification, alert: { topic: new Topic(stack, 'Topic') } });
  expect(health.incident).toBe(health.faults);
  health.addCause(HealthLayer.L3, Alarm.fromAlarmArn(stack, 'Vpn', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Vpn'));
  expect(health.incident).not.toBe(health.faults);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...ALERT, AlarmActions: Match.absent(), OKActions: Match.absent() });
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmName: `${verification.planName}-incident`,
    AlarmRule: {
      'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': [Match.stringLikeRegexp('Faults'), 'Arn'] },
        '") OR ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Vpn")']],
    },
    AlarmActions: NOTIFIER,
    OKActions: NOTIFIER,
    ActionsSuppressor: Match.absent(),
  });
});

test('the alarm that starts recoveries exists once somebody asks for it, and notifies nobody', () => {
  const { stack, verification } = verified();
  const health = new HealthAlarms(stack, 'Alarms', { verification });
  expect(health.restartAlarm()).toBe(health.restartAlarm());
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'TasksHelpedByRestart', DatapointsToAlarm: 2, EvaluationPeriods: 3, AlarmActions: Match.absent(), AlarmName: Match.absent(),
  });
});

test('the plan says whom to tell and how, and the verifier accepts it', () => {
  const topic = Topic.fromTopicArn(new Stack(), 'Chat', 'arn:aws:sns:eu-west-1:111122223333:Alerts');
  const told = plan(alarms({ alert: { topic, format: AlertFormat.CHAT } }));
  expect(told.alerts).toEqual({ topicArn: 'arn:aws:sns:eu-west-1:111122223333:Alerts', format: 'CHAT' });
  expect(checkPlan(told)).toEqual({ plan: told });
  expect(plan(alarms()).alerts.format).toBe('TEXT');
});

test('without a topic the plan says nothing of it, and there is no notifier', () => {
  const template = alarms({ alert: undefined });
  expect('alerts' in plan(template)).toBe(false);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...ALERT, AlarmActions: Match.absent(), OKActions: Match.absent() });
  expect(Object.keys(template.findResources('AWS::Lambda::Function')).filter((id) => /Notifier/.test(id))).toEqual([]);
});

test('any other action can be added to the incident', () => {
  const { stack, verification } = verified();
  const [pager, calm] = ['Pager', 'Calm'].map((id) => new SnsAction(new Topic(stack, id)));
  new HealthAlarms(stack, 'Alarms', { verification, alarmActions: [pager], okActions: [pager, calm] });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...ALERT,
    AlarmActions: [REF('Pager')],
    OKActions: [REF('Pager'), REF('Calm')],
  });
});

test('M of N can be tuned', () => {
  alarms({ datapointsToAlarm: 4, evaluationPeriods: 5 }).hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...ALERT,
    DatapointsToAlarm: 4,
    EvaluationPeriods: 5,
  });
});

test.each([
  [{ evaluationPeriods: 0 }, /\[Stack\/Alarms\] evaluationPeriods .*got 0, allowed: a whole number from 1 to 60/],
  [{ datapointsToAlarm: 4 }, /\[Stack\/Alarms\] datapointsToAlarm .*got 4, allowed: a whole number from 1 to 3/],
])('%j is refused', (props, message) => {
  expect(() => alarms(props)).toThrow(message);
});

test('a service has one incident', () => {
  const { stack, verification } = verified();
  new HealthAlarms(stack, 'Alarms', { verification });
  expect(() => new HealthAlarms(stack, 'More', { verification })).toThrow(
    /\[Stack\/More\] The verification has alarms already: got Stack\/Alarms, allowed: one HealthAlarms for each verification/,
  );
});

test('alerts about a service are sent to one topic', () => {
  const { stack, verification } = verified();
  const topic = new Topic(stack, 'Topic');
  verification.sendAlertsTo({ topic });
  expect(() => verification.sendAlertsTo({ topic, format: AlertFormat.CHAT })).toThrow(
    /\[Stack\/Verification\] Alerts about this service are sent to a topic already: got Stack\/Topic, allowed: one topic for each service/,
  );
});
