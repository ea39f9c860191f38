import { type App, Duration, type Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import {
  type CfnService,
  Cluster,
  ContainerDependencyCondition,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationTargetGroup, NetworkTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, fargateService, Match, planParameters, stackWithVpc, Template } from './fixtures';
import { checkPlan } from '../lambda/verification/plan-check';
import { ContainerHealth, HealthContract, HealthEndpoint, LayeredHealth, type LayeredHealthProps, TargetGroupHealth } from '../src';

const TEN_MINUTES = { startup: Duration.minutes(10) };
const slow = contract(TEN_MINUTES);
/** Startup and one container check, the slower one here. */
const GRACE = 600 + 2 * 35 + 5;
const slowWorker = new HealthContract({
  liveness: HealthEndpoint.command(['node', 'check.js']),
  longestRequest: Duration.seconds(60),
  ...TEN_MINUTES,
});

function given() {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  return { stack, vpc, service, container: service.taskDefinition.defaultContainer! };
}

const gracePeriod = (stack: Stack): unknown =>
  Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'))[0].Properties.HealthCheckGracePeriodSeconds;
const startPeriod = (stack: Stack): unknown =>
  Object.values(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition'))[0].Properties.ContainerDefinitions[0].HealthCheck
    ?.StartPeriod;
const saysSo = (stack: Stack, path: string) =>
  Annotations.fromStack(stack).hasWarning(
    path,
    Match.stringLikeRegexp(
      'may boot for 600 s, longer than the start period of a container check \\(300 s\\).*at least \\d+ s\\. '
        + '\\[ack: cdk-ecs-layered-health:LongBootNotCovered\\]',
    ),
  );
const saysNothing = (stack: Stack) => Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('LongBootNotCovered'));

describe('LayeredHealth', () => {
  const layered = (props: Partial<LayeredHealthProps> = {}) => {
    const all = given();
    const alert = { topic: new Topic(all.stack, 'Topic') };
    new LayeredHealth(all.stack, 'Health', { contract: slow, service: all.service, alert, ...props });
    return all;
  };

  test.each<[string, Partial<LayeredHealthProps>, number]>([
    ['a service without load balancer', { containerProbe: ECHO_PROBE }, GRACE],
    ['a worker', { contract: slowWorker }, 600 + 30 + 5],
  ])('%s: the start period is the longest that ECS allows, and the grace period of the service covers the rest', (_, props, grace) => {
    const { stack } = layered(props);
    expect([startPeriod(stack), gracePeriod(stack)]).toEqual([300, grace]);
    saysNothing(stack);
  });

  test('behind an ALB and behind an NLB', () => {
    const { stack, vpc } = stackWithVpc();
    const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
      cluster: new Cluster(stack, 'Cluster', { vpc }),
      minHealthyPercent: 100,
      taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
    });
    new LayeredHealth(stack, 'Health', {
      contract: slow,
      service: web.service,
      containerProbe: ECHO_PROBE,
      alert: { topic: new Topic(stack, 'Topic') },
    });
    expect([startPeriod(stack), gracePeriod(stack)]).toEqual([300, GRACE]);
    const nlb = layered({ verify: false });
    new TargetGroupHealth(nlb.stack, 'Nlb', {
      contract: slow,
      service: nlb.service,
      targetGroup: new NetworkTargetGroup(nlb.stack, 'Group', { vpc: nlb.vpc, port: 3000, targetType: TargetType.IP }),
    });
    expect(gracePeriod(nlb.stack)).toBe(GRACE + 180);
  });

  test('target groups that are left alone leave the grace period to the container check', () => {
    expect(gracePeriod(layered({ containerProbe: ECHO_PROBE, targetGroups: [] }).stack)).toBe(GRACE);
  });

  test('a container that nothing checks needs no grace period', () => {
    expect(gracePeriod(layered().stack)).toBeUndefined();
  });

  test('a boot that the start period covers needs none either', () => {
    const { stack } = layered({ contract: contract({ startup: Duration.seconds(300) }), containerProbe: ECHO_PROBE });
    expect([startPeriod(stack), gracePeriod(stack)]).toEqual([300, undefined]);
  });

  test('the plan says until when an UNHEALTHY container may be the boot, and the verifier accepts it, up to the longest boot', () => {
    for (const startup of [600, 2_147_480_347]) {
      const { stack } = layered({ contract: contract({ startup: Duration.seconds(startup) }), containerProbe: ECHO_PROBE });
      const [{ Properties: { Value } }] = planParameters(Template.fromStack(stack));
      const plan = JSON.parse(Value['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : 'made-up')).join(''));
      expect(plan.timing).toMatchObject({
        startupSeconds: startup,
        containerSeconds: startup + 75,
        replacementSeconds: startup + 60,
        deploymentSeconds: 3 * (startup + 60 + 75),
      });
      delete plan.alerts;
      expect(checkPlan(plan)).toEqual({ plan });
    }
  });
});

describe('ContainerHealth', () => {
  test('with its service sets the grace period', () => {
    const { stack, service, container } = given();
    new ContainerHealth(stack, 'Health', { contract: slow, container, containerProbe: ECHO_PROBE, service });
    expect([startPeriod(stack), gracePeriod(stack)]).toEqual([300, GRACE]);
    saysNothing(stack);
  });

  test('without a service says that nobody covers the boot', () => {
    const { stack, container } = given();
    new ContainerHealth(stack, 'Health', { contract: slow, container, containerProbe: ECHO_PROBE });
    expect([startPeriod(stack), gracePeriod(stack)]).toEqual([300, undefined]);
    saysSo(stack, '/Stack/Health');
  });

  test('says nothing of a boot that the start period covers, or of a container without check', () => {
    const { stack, container } = given();
    new ContainerHealth(stack, 'Short', { contract: contract(), container, containerProbe: ECHO_PROBE });
    new ContainerHealth(stack, 'Unchecked', { contract: slow, container: given().container });
    saysNothing(stack);
  });

  test.each([
    [ContainerDependencyCondition.HEALTHY, TEN_MINUTES, true],
    [ContainerDependencyCondition.START, TEN_MINUTES, false],
    [ContainerDependencyCondition.HEALTHY, { startup: Duration.seconds(300) }, false],
  ])('a container that waits for %s is refused where no check waits long enough', (condition, startup, refused) => {
    const { stack, service, container } = given();
    new ContainerHealth(stack, 'Health', { contract: contract(startup), container, containerProbe: ECHO_PROBE, service });
    // Added later, as sidecars are.
    service.taskDefinition
      .addContainer('proxy', { image: ContainerImage.fromRegistry('proxy') })
      .addContainerDependencies({ container, condition });
    const synthesized = expect(() => (stack.node.root as App).synth());
    if (refused) {
      synthesized.toThrow(
        /\[Stack\/Health\] Container 'proxy' waits until 'web' is HEALTHY.*got startup 600 s, allowed: at most 300 s \(startPeriod\) with dependsOn HEALTHY\. Let it wait for START/,
      );
    } else {
      synthesized.not.toThrow();
    }
  });
});

describe('TargetGroupHealth', () => {
  const grouped = (props: { contract: HealthContract; withService: boolean }) => {
    const { stack, vpc, service } = given();
    const targetGroup = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
    new TargetGroupHealth(stack, 'Health', { contract: props.contract, targetGroup, service: props.withService ? service : undefined });
    return stack;
  };

  test('with its service sets a grace period that covers the container check, too', () => {
    const stack = grouped({ contract: slow, withService: true });
    expect(gracePeriod(stack)).toBe(GRACE);
    saysNothing(stack);
  });

  test('without a service says that nobody covers the boot', () => {
    saysSo(grouped({ contract: slow, withService: false }), '/Stack/Health');
    saysNothing(grouped({ contract: contract(), withService: false }));
  });
});

test('several contracts of a service: the longest boot counts', () => {
  const { stack, vpc } = stackWithVpc();
  const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
  const [web, admin] = ['web', 'admin'].map((name) => taskDefinition.addContainer(name, { image: ContainerImage.fromRegistry(name) }));
  const service = new FargateService(stack, 'Service', {
    cluster: new Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    minHealthyPercent: 100,
  });
  new ContainerHealth(stack, 'Admin', {
    contract: contract({ startup: Duration.minutes(20) }),
    container: admin,
    containerProbe: ECHO_PROBE,
    service,
  });
  new ContainerHealth(stack, 'Web', { contract: slow, container: web, containerProbe: ECHO_PROBE, service });
  expect((service.node.defaultChild as CfnService).healthCheckGracePeriodSeconds).toBe(1200 + 2 * 35 + 5);
});
