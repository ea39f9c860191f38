import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeepVerifier, HealthAlarms, HealthAlarmsProps, ServiceVerification } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function alarms(props: Partial<HealthAlarmsProps> = {}) {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', { verifier: DeepVerifier.forVpc(stack, vpc), contract: contract(), service });
  new HealthAlarms(stack, 'Alarms', { verification, alertTopic: new Topic(stack, 'Topic'), ...props });
  return Template.fromStack(stack);
}

test.each([
  ['TasksFailing', 'GreaterThanThreshold', 'notBreaching'],
  ['RestartWouldHelp', 'GreaterThanThreshold', 'notBreaching'],
  ['NeedsPeople', 'GreaterThanThreshold', 'notBreaching'],
  ['TasksVerified', 'LessThanThreshold', 'breaching'],
])('%s: two of three minutes, told at the beginning and at the end', (MetricName, ComparisonOperator, TreatMissingData) => {
  alarms().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'LayeredHealth',
    MetricName,
    ComparisonOperator,
    TreatMissingData,
    Threshold: 0,
    Period: 60,
    DatapointsToAlarm: 2,
    EvaluationPeriods: 3,
    Dimensions: [
      { Name: 'Cluster', Value: { Ref: Match.stringLikeRegexp('^Cluster') } },
      { Name: 'Service', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Service'), 'Name'] } },
    ],
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
    OKActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
  });
});

test('M of N can be tuned', () => {
  const template = alarms({ datapointsToAlarm: 4, evaluationPeriods: 5 });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { DatapointsToAlarm: 4, EvaluationPeriods: 5 });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
});

test('without a topic nobody is told', () => {
  alarms({ alertTopic: undefined }).allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent(), OKActions: Match.absent() });
});

test.each([
  [{ evaluationPeriods: 0 }, /\[Stack\/Alarms\] evaluationPeriods .*got 0, allowed: a whole number from 1 to 60/],
  [{ datapointsToAlarm: 4 }, /\[Stack\/Alarms\] datapointsToAlarm .*got 4, allowed: a whole number from 1 to evaluationPeriods \(3\)/],
])('%j is refused', (props, message) => {
  expect(() => alarms(props)).toThrow(message);
});
