import { Annotations } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ContainerImage, Cluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  DeepVerifier,
  LayeredHealth,
  type LayeredHealthProps,
  ServiceAlarms,
  type ServiceAlarmsProps,
  ServiceVerification,
} from '../../src';
import { contract, ECHO_PROBE, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function alarmsOf(props: Partial<ServiceAlarmsProps> = {}) {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service,
  });
  const alarms = new ServiceAlarms(stack, 'Alarms', { verification, ...props });
  return { alarms, template: Template.fromStack(stack) };
}

test.each([
  ['TasksMissing', 0, 10, 10],
  ['TasksCrashed', 2, 1, 1],
  ['DeploymentFailed', 0, 1, 1],
])('%s, on what the verifier publishes for every service', (MetricName, Threshold, DatapointsToAlarm, EvaluationPeriods) => {
  alarmsOf().template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'LayeredHealth',
    MetricName,
    Statistic: 'Maximum',
    Period: 60,
    Threshold,
    DatapointsToAlarm,
    EvaluationPeriods,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: Match.absent(),
  });
});

test.each(['tasksMissing', 'tasksCrashed', 'deploymentFailed'] as const)('%s can be turned off and tuned', (name) => {
  const off = alarmsOf({ [name]: { enabled: false } });
  expect(off.alarms[name]).toBeUndefined();
  expect(off.alarms.all).toHaveLength(2);
  const { alarms, template } = alarmsOf({ [name]: { threshold: 5, datapointsToAlarm: 2, evaluationPeriods: 4 } });
  expect(alarms.all).toContain(alarms[name]);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 5, DatapointsToAlarm: 2, EvaluationPeriods: 4 });
});

describe('the full set in one line of LayeredHealth', () => {
  function full(props: Partial<LayeredHealthProps>) {
    const { stack, vpc } = stackWithVpc();
    const { service, targetGroup } = new ApplicationLoadBalancedFargateService(stack, 'Web', {
      vpc, minHealthyPercent: 100, taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
    });
    const health = new LayeredHealth(stack, 'Health', {
      contract: contract(),
      service,
      targetGroups: [targetGroup],
      containerProbe: ECHO_PROBE,
      ...props,
    });
    return { stack, health, template: Template.fromStack(stack) };
  }

  test('six alarms of the load balancer, three of the service, and the one on deployments, all in one incident', () => {
    const { template, health, stack } = full({ alert: undefined, loadBalancerAlarms: true, serviceAlarms: true });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1 + 6 + 3 + 1);
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
    expect(health.alarms!.causes).toHaveLength(9);
    const [{ Properties }] = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm'));
    const rule = JSON.stringify(stack.resolve(Properties.AlarmRule));
    Object.keys(template.findResources('AWS::CloudWatch::Alarm')).forEach((id) => expect(rule).toContain(id));
  });

  test('none of it by default', () => {
    const { template } = full({});
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  });

  test('actions without a topic tell somebody', () => {
    const { stack, template } = full({});
    Annotations.fromStack(stack).hasWarning('/Stack/Health', Match.stringLikeRegexp('NobodyIsAlerted'));
    expect(template.findResources('AWS::SNS::Topic')).toEqual({});
    const own = stackWithVpc();
    const service = fargateService(own.stack, new Cluster(own.stack, 'Cluster', { vpc: own.vpc }));
    new LayeredHealth(own.stack, 'Health', { contract: contract(), service, alarmActions: [new SnsAction(new Topic(own.stack, 'Pager'))] });
    Annotations.fromStack(own.stack).hasNoWarning('*', Match.stringLikeRegexp('NobodyIsAlerted'));
    Template.fromStack(own.stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Pager') }],
    });
  });
});
