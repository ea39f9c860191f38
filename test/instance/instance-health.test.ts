import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import {
  AdditionalHealthCheckType,
  AutoScalingGroup,
  type AutoScalingGroupProps,
  HealthChecks,
  LifecycleTransition,
} from 'aws-cdk-lib/aws-autoscaling';
import { InstanceType, LaunchTemplate, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AsgCapacityProvider, type AsgCapacityProviderProps, Cluster, EcsOptimizedImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { InstanceHealth, type InstanceHealthProps } from '../../src';
import { contract, Match, Template } from '../fixtures';

function capacity(group: Partial<AutoScalingGroupProps> = {}, provider: Partial<AsgCapacityProviderProps> = {}) {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const launchTemplate = new LaunchTemplate(stack, 'Template', {
    machineImage: EcsOptimizedImage.amazonLinux2(),
    instanceType: new InstanceType('t3.small'),
    userData: UserData.forLinux(),
    role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
  });
  const autoScalingGroup = new AutoScalingGroup(stack, 'Group', { vpc, launchTemplate, ...group });
  const capacityProvider = () => {
    const created = new AsgCapacityProvider(stack, 'Provider', { autoScalingGroup, ...provider });
    cluster.addAsgCapacityProvider(created);
    return created;
  };
  return { stack, vpc, cluster, autoScalingGroup, capacityProvider };
}

const apply = (stack: Stack, props: Partial<InstanceHealthProps>) =>
  new InstanceHealth(stack, 'Health', { contracts: [contract()], ...props });
const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue())
  .map(({ entry: { data } }) => String(data).replace(/^.*\[ack: (\S+)\]$/s, '$1'))
  .filter((name) => name.startsWith('cdk-ecs-layered-health:'));

test('grace covers the start of an instance, warm-up its tasks as well, and ECS drains before it goes', () => {
  const { stack, capacityProvider } = capacity();
  const { budget, startup } = contract();
  const health = apply(stack, { capacityProvider: capacityProvider(), instanceStartup: Duration.minutes(2) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    HealthCheckGracePeriod: 120,
    DefaultInstanceWarmup: 120 + budget.targetGroup.gracePeriod.toSeconds(),
    HealthCheckType: Match.absent(),
  });
  template.hasResourceProperties('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: { ManagedDraining: 'ENABLED' } });
  expect(health.drainTime.toSeconds()).toBe(budget.targetGroup.deregistrationDelay.toSeconds() + budget.container.stopTimeout.toSeconds());
  expect(health.warmup.toSeconds()).toBeGreaterThan(health.gracePeriod.toSeconds() + startup.toSeconds());
  expect(warnings(stack)).toEqual([]);
});

test('the most patient of the contracts counts', () => {
  const { stack, capacityProvider } = capacity();
  const slow = contract({ startup: Duration.seconds(240) });
  const long = contract({ longestRequest: Duration.minutes(20) });
  const health = apply(stack, { contracts: [contract(), slow, long], capacityProvider: capacityProvider() });
  expect(health.warmup.toSeconds()).toBe(180 + slow.budget.targetGroup.gracePeriod.toSeconds());
  expect(health.drainTime.toSeconds()).toBe(1200 + 30);
});

test('numbers of the author that are more patient stay', () => {
  const healthChecks = HealthChecks.ec2({ gracePeriod: Duration.minutes(20) });
  const { stack, capacityProvider } = capacity({ healthChecks, defaultInstanceWarmup: Duration.minutes(30) });
  apply(stack, { capacityProvider: capacityProvider() });
  Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    HealthCheckGracePeriod: 1200,
    DefaultInstanceWarmup: 1800,
  });
});

test('it adds no resource', () => {
  const count = (applied: boolean) => {
    const { stack, capacityProvider } = capacity();
    const provider = capacityProvider();
    if (applied) { apply(stack, { capacityProvider: provider }); }
    return Object.keys(Template.fromStack(stack).toJSON().Resources as object).length;
  };
  expect(count(true)).toBe(count(false));
});

test('a load balancer that replaces instances is a warning, unless an instance runs a single task', () => {
  const healthChecks = HealthChecks.withAdditionalChecks({
    gracePeriod: Duration.minutes(1),
    additionalTypes: [AdditionalHealthCheckType.ELB],
  });
  const warned = capacity({ healthChecks });
  apply(warned.stack, { capacityProvider: warned.capacityProvider() });
  expect(warnings(warned.stack)).toEqual(['cdk-ecs-layered-health:TaskTakesItsInstance']);

  const { stack, vpc, autoScalingGroup, capacityProvider } = capacity();
  apply(stack, { capacityProvider: capacityProvider(), replaceByLoadBalancer: true });
  autoScalingGroup.attachToApplicationTargetGroup(new ApplicationTargetGroup(stack, 'Targets', { vpc, port: 80 }));
  Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    HealthCheckType: 'ELB', HealthCheckGracePeriod: 180 + contract().budget.targetGroup.gracePeriod.toSeconds(),
  });
});

test('replaceByLoadBalancer without a target group of the group itself is an error', () => {
  const { stack, capacityProvider } = capacity();
  apply(stack, { capacityProvider: capacityProvider(), replaceByLoadBalancer: true });
  expect(() => Template.fromStack(stack)).toThrow(/No load balancer can replace an instance/);
});

test('without a capacity provider the hook of the cluster waits for drain and stop', () => {
  const { stack, cluster } = capacity();
  const autoScalingGroup = cluster.addCapacity('Capacity', { instanceType: new InstanceType('t3.small') });
  apply(stack, { autoScalingGroup, contracts: [contract({ longestRequest: Duration.minutes(10) })] });
  Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::LifecycleHook', {
    HeartbeatTimeout: 630,
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  });
  expect(warnings(stack)).toEqual([]);
});

test.each([[3_600, undefined], [3_601, 3_601]])('a hook without a timeout waits for an hour, which may do: %i s', (needed, heartbeat) => {
  const { stack, autoScalingGroup } = capacity();
  autoScalingGroup.addLifecycleHook('Default', { lifecycleTransition: LifecycleTransition.INSTANCE_TERMINATING });
  apply(stack, { autoScalingGroup, contracts: [contract({ longestRequest: Duration.seconds(needed - 30) })] });
  const [hook] = Object.values(Template.fromStack(stack).findResources('AWS::AutoScaling::LifecycleHook'));
  expect(hook.Properties.HeartbeatTimeout).toBe(heartbeat);
});

test('a hook that waits longer stays, and one that comes later and is too short is an error', () => {
  const { stack, autoScalingGroup } = capacity();
  const terminating = { lifecycleTransition: LifecycleTransition.INSTANCE_TERMINATING };
  autoScalingGroup.addLifecycleHook('Long', { ...terminating, heartbeatTimeout: Duration.minutes(30) });
  autoScalingGroup.addLifecycleHook('Default', terminating);
  autoScalingGroup.addLifecycleHook('Launch', {
    lifecycleTransition: LifecycleTransition.INSTANCE_LAUNCHING,
    heartbeatTimeout: Duration.seconds(31),
  });
  apply(stack, { autoScalingGroup });
  const heartbeats = Object.values(Template.fromStack(stack).findResources('AWS::AutoScaling::LifecycleHook')).map(
    ({ Properties }) => (Properties as { HeartbeatTimeout?: number }).HeartbeatTimeout,
  );
  expect(heartbeats).toEqual([1800, undefined, 31]);

  autoScalingGroup.addLifecycleHook('Late', { ...terminating, heartbeatTimeout: Duration.seconds(30) });
  expect(() => (stack.node.root as App).synth({ force: true })).toThrow(
    /terminated while its tasks drain: got a heartbeat of 30 s in 'Stack\/Group\/LifecycleHookLate\/Resource', allowed: at least 60 s/,
  );
});

test.each([
  ['no capacity provider and no hook', {}, false],
  ['managed draining turned off', { enableManagedDraining: false }, true],
])('nobody drains with %s', (_, provider, passed) => {
  const { stack, autoScalingGroup, capacityProvider } = capacity({}, provider);
  apply(stack, passed ? { capacityProvider: capacityProvider() } : { autoScalingGroup });
  expect(warnings(stack)).toEqual(['cdk-ecs-layered-health:NobodyDrains']);
});

test('an imported group is told what to set; what the capacity provider decides is set', () => {
  const { stack } = capacity();
  const imported = AutoScalingGroup.fromAutoScalingGroupName(stack, 'Imported', 'workers');
  const capacityProvider = new AsgCapacityProvider(stack, 'OfImported', {
    autoScalingGroup: imported,
    enableManagedTerminationProtection: false,
  });
  expect(() => apply(stack, { autoScalingGroup: imported })).toThrow(
    /cannot be changed: got 'Stack\/Imported'.*HealthCheckGracePeriod 180, DefaultInstanceWarmup \d+/,
  );
  new InstanceHealth(stack, 'Instances', { contracts: [contract()], capacityProvider });
  expect(warnings(stack)).toEqual(['cdk-ecs-layered-health:GroupNotChanged']);
  Template.fromStack(stack).hasResourceProperties('AWS::ECS::CapacityProvider', {
    AutoScalingGroupProvider: { ManagedDraining: 'ENABLED' },
  });
});

test('bad input is an error', () => {
  const { stack, autoScalingGroup, capacityProvider } = capacity();
  const other = AutoScalingGroup.fromAutoScalingGroupName(stack, 'Other', 'other');
  const provider = capacityProvider();
  let id = 0;
  const created = (props: Partial<InstanceHealthProps>) => () =>
    new InstanceHealth(stack, `Health${id++}`, { contracts: [contract()], ...props });
  expect(created({ contracts: [], autoScalingGroup })).toThrow(/InstanceHealth has no contracts/);
  expect(created({})).toThrow(/has no instances/);
  expect(created({ autoScalingGroup: other, capacityProvider: provider })).toThrow(/belongs to another Auto Scaling group/);
  expect(created({ autoScalingGroup, instanceStartup: Duration.hours(2) })).toThrow(/instanceStartup is out of range: got 2 hours/);
});
