import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, fargateService, Match, Template } from './fixtures';
import { DeepVerifier, LayeredHealth, LayeredHealthMixin, type LayeredHealthMixinProps } from '../src';

/** Two stacks: one with a plain service and one of the patterns, one with a third service. */
function app() {
  const root = new App();
  const [first, second] = ['First', 'Second'].map((id) => new Stack(root, id));
  const cluster = (stack: Stack) => new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });
  const home = cluster(first);
  const plain = fargateService(first, home, 'Plain');
  const web = new ApplicationLoadBalancedFargateService(first, 'Web', {
    cluster: home, minHealthyPercent: 100, taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
  });
  const other = fargateService(second, cluster(second), 'Other');
  return { root, first, second, plain, web, other };
}

const mixin = (props: Partial<LayeredHealthMixinProps> = {}) => new LayeredHealthMixin({
  contract: contract(), containerProbe: ECHO_PROBE, alarms: false, ...props,
});

test('all services of an app get the contract in one line', () => {
  const { root, first, second, plain, web, other } = app();
  expect(mixin().applyToAll(root)).toEqual([plain, web.service, other]);
  expect(plain.node.scope!.node.tryFindChild('PlainLayeredHealth')).toBeInstanceOf(LayeredHealth);
  const template = Template.fromStack(first);
  template.resourceCountIs('AWS::Scheduler::Schedule', 1);
  template.resourceCountIs('AWS::SSM::Parameter', 3); // the verifier and two plans
  template.resourceCountIs('AWS::Lambda::Function', 2); // one verifier, one prober
  const checked = Match.objectLike({ HealthCheck: Match.objectLike({ Command: Match.arrayWith(['/health/live']) }) });
  template.allResourcesProperties('AWS::ECS::TaskDefinition', { ContainerDefinitions: [checked] });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health/ready' });
  Template.fromStack(second).resourceCountIs('AWS::Scheduler::Schedule', 1);
});

test('a service that has its own contract, or is excepted, is left alone', () => {
  const { root, first, plain, web, other } = app();
  const own = new LayeredHealth(first, 'Own', { contract: contract(), service: plain, verify: false });
  expect(mixin().applyToAll(root)).toEqual([web.service, other]);
  expect(own.verification).toBeUndefined();
  const again = app();
  expect(mixin({ except: [again.web.service] }).applyToAll(again.root)).toEqual([again.plain, again.other]);
  expect([plain, web.service, other].map((service) => LayeredHealth.isAppliedTo(service))).toEqual([true, true, true]);
  expect(LayeredHealth.isAppliedTo(again.web.service)).toBe(false);
  expect(mixin().applyToAll(root)).toEqual([]);
});

test('nothing but services of this app is supported', () => {
  const { first, plain } = app();
  const imported = FargateService.fromFargateServiceAttributes(first, 'Imported', { cluster: plain.cluster, serviceName: 'web' });
  const all = mixin();
  expect([plain, imported, plain.taskDefinition, first].map((construct) => all.supports(construct))).toEqual([true, false, false, false]);
  all.applyTo(first);
  expect(Template.fromStack(first).findResources('AWS::Scheduler::Schedule')).toEqual({});
});

test('it may be narrowed to a stack, and share a verifier', () => {
  const { first, plain, web } = app();
  const verifier = new DeepVerifier(first, 'Verifier', { vpc: plain.cluster.vpc });
  expect(mixin({ verifier }).applyToAll(first)).toEqual([plain, web.service]);
  Template.fromStack(first).resourceCountIs('AWS::Lambda::Function', 2);
});

test('a service that is attached to a load balancer afterwards is not overlooked', () => {
  const { root, first, plain } = app();
  mixin().applyToAll(root);
  plain.attachToApplicationTargetGroup(
    new ApplicationTargetGroup(first, 'Late', { vpc: plain.cluster.vpc, port: 80, targetType: TargetType.IP }),
  );
  expect(() => Template.fromStack(first)).toThrow(
    /\[First\/PlainLayeredHealth\] The service is behind a load balancer whose target groups the contract does not reach/,
  );
});

test('one topic is told of all services', () => {
  const { first } = app();
  mixin({ alarms: true, alert: { topic: new Topic(first, 'Alerts') } }).applyToAll(first);
  Template.fromStack(first).resourceCountIs('AWS::CloudWatch::Alarm', 2 + 2); // and two of what all share
  Annotations.fromStack(first).hasNoWarning('*', Match.stringLikeRegexp('NobodyIsAlerted'));
});
