import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import {
  type CfnCluster,
  type CfnService,
  Cluster,
  ContainerImage,
  FargateService,
  type FargateServiceProps,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  NetworkLoadBalancer,
  Protocol,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { DnsRecordType, PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, Match, stackWithVpc, Template, planParameters } from './fixtures';
import { checkPlan } from '../lambda/verification/plan-check';
import {
  ContainerHealth,
  DeepVerifier,
  FrontDoor,
  HealthContract,
  HealthEndpoint,
  LayeredHealth,
  type LayeredHealthProps,
  ServiceVerification,
} from '../src';
import type { Plan } from '../src/shared/plan';

const image = ContainerImage.fromRegistry('image');
const SPOT = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];

/** A service with a web container on 3000 and 9000 and an admin container on 4000. */
function given(props: Partial<FargateServiceProps> = {}) {
  const { stack, vpc } = stackWithVpc();
  const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
  const web = taskDefinition.addContainer('web', { image, portMappings: [{ containerPort: 3000, name: 'web' }, { containerPort: 9000 }] });
  const admin = taskDefinition.addContainer('admin', { image, portMappings: [{ containerPort: 4000 }] });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100, ...props });
  const alertTopic = new Topic(stack, 'Topic');
  const apply = (id: string, more: Partial<LayeredHealthProps> & { contract: HealthContract }) => (
    new LayeredHealth(stack, id, { service, alert: { topic: alertTopic }, ...more })
  );
  return { stack, vpc, web, admin, service, cluster, apply };
}

function worker(props: Partial<ConstructorParameters<typeof HealthContract>[0]> = {}): HealthContract {
  return new HealthContract({
    liveness: HealthEndpoint.command(['node', 'check.js']),
    startup: Duration.seconds(30),
    longestRequest: Duration.seconds(60),
    ...props,
  });
}

/** The plans as Scheduler hands them over, tokens replaced by a name. */
function plansOf(stack: Stack): Plan[] {
  const text = (value: unknown): string => typeof value === 'string' ? value
    : (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map((part) => typeof part === 'string' ? part : 'name').join('');
  const plans = planParameters(Template.fromStack(stack)).map(
    ({ Properties }) => JSON.parse(text(Properties.Value)) as Plan,
  );
  return plans.map(({ alerts: _, ...plan }) => plan);
}

const containers = (stack: Stack): any[] =>
  Object.values(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition'))[0].Properties.ContainerDefinitions;
/** The ports that the prober is let in at, by rules inside a group or beside it. */
function portsOpenedIn(stack: Stack): number[] {
  const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, any>);
  return resources
    .flatMap(({ Type, Properties }) => Type === 'AWS::EC2::SecurityGroupIngress' ? [Properties] : Properties?.SecurityGroupIngress ?? [])
    .filter(({ Description }) => String(Description).startsWith('Prober of'))
    .map(({ FromPort }) => FromPort as number);
}

const noWarnings = (stack: Stack) => Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cdk-ecs-layered-health'));

describe('a worker without a port', () => {
  test('gets its check from the contract, a plan without port, and lets nobody in', () => {
    const { stack, apply } = given();
    apply('Health', { contract: worker() });
    expect(containers(stack)[0]).toMatchObject({
      StopTimeout: 90,
      HealthCheck: { Command: ['CMD', 'node', 'check.js'], Interval: 30, Timeout: 5, Retries: 3, StartPeriod: 30 },
    });
    const [plan] = plansOf(stack);
    expect(plan).toMatchObject({
      worker: { verdictSeconds: 105 },
      service: { container: 'web' },
      targetGroups: [],
      timing: { startupSeconds: 30, replacementSeconds: 120 },
    });
    for (const absent of ['port', 'liveness', 'readiness', 'closedPorts', 'frontDoor']) { expect(plan).not.toHaveProperty(absent); }
    expect(checkPlan(plan)).toEqual({ plan });
    expect(portsOpenedIn(stack)).toEqual([]);
    noWarnings(stack);
  });

  test.each<[string, (all: ReturnType<typeof given>) => unknown, RegExp]>([
    [
      'target groups',
      ({ stack, vpc, service, apply }) =>
        apply('Health', { contract: worker(), targetGroups: [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })] }),
      /\[Stack\/Health\] A worker gets no traffic: got targetGroups/,
    ],
    [
      'a front door',
      ({ apply }) => apply('Health', { contract: worker(), frontDoor: FrontDoor.internetFacing('a.example', HealthEndpoint.https('/')) }),
      /\[Stack\/Health\] A worker gets no traffic: got frontDoor/,
    ],
    [
      'a container probe',
      ({ apply }) => apply('Health', { contract: worker(), containerProbe: ECHO_PROBE }),
      /The check of a worker is the command of its contract/,
    ],
    [
      'a front door, without LayeredHealth',
      ({ stack, service }) =>
        new ServiceVerification(stack, 'V', {
          verifier: new DeepVerifier(stack, 'D'),
          service,
          contract: worker(),
          frontDoor: FrontDoor.internetFacing('a.example', HealthEndpoint.https('/')),
        }),
      /\[Stack\/V\] A worker gets no traffic: got frontDoor/,
    ],
  ])('refuses %s', (_, refused, message) => {
    expect(() => refused(given())).toThrow(message);
  });

  test('refuses a service behind a load balancer, unless the contract has a name', () => {
    const whole = given();
    whole.apply('Health', { contract: worker() });
    listener(whole.stack, whole.vpc).addTargets('Web', { port: 80, targets: [whole.service] });
    expect(() => Template.fromStack(whole.stack)).toThrow(
      /A worker gets no traffic: got a service behind a load balancer, allowed: a contract of its own for the worker's container/,
    );

    const part = given();
    const targetGroup = listener(part.stack, part.vpc).addTargets('Web', { port: 80, targets: [part.service] });
    part.apply('Web', { contract: contract(), targetGroups: [targetGroup], containerProbe: ECHO_PROBE });
    part.apply('Worker', { contract: worker(), container: part.admin, contractName: 'worker' });
    expect(plansOf(part.stack).map(({ worker: without }) => without !== undefined)).toEqual([false, true]);
    noWarnings(part.stack);
  });
});

describe('a service with several contracts', () => {
  test('has a check a container, a schedule a contract, and metrics that do not collide', () => {
    const { stack, vpc, service, admin, apply } = given();
    const web = listener(stack, vpc).addTargets('Web', {
      port: 80,
      targets: [service.loadBalancerTarget({ containerName: 'web', containerPort: 3000 })],
    });
    const other = listener(stack, vpc, 'Other').addTargets('Admin', {
      port: 80,
      targets: [service.loadBalancerTarget({ containerName: 'admin', containerPort: 4000 })],
    });
    apply('Web', { contract: contract(), targetGroups: [web], containerProbe: ECHO_PROBE });
    const slow = contract({
      port: 4000,
      startup: Duration.seconds(120),
      longestRequest: Duration.seconds(300),
      shutdown: Duration.seconds(50),
    });
    const second = apply('Admin', {
      contract: slow,
      container: admin,
      targetGroups: [other],
      containerProbe: ECHO_PROBE,
      contractName: 'admin',
    });
    const [first, admins] = containers(stack);
    expect([first.StopTimeout, admins.StopTimeout]).toEqual([30, 50]);
    expect([first.HealthCheck.Command[3], admins.HealthCheck.Command[3]]).toEqual(['3000', '4000']);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 195 });
    for (const delay of ['30', '300']) {
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
        TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: delay }]),
      });
    }
    const plans = plansOf(stack);
    expect(
      plans.map(({ port, targetGroups, service: { container, contractName } }) => [container, contractName, port, targetGroups.length]),
    ).toEqual([['web', undefined, 3000, 1], ['admin', 'admin', 4000, 1]]);
    expect(second.verification!.tasksFailing.dimensions).toMatchObject({ Contract: 'admin' });
    noWarnings(stack);
  });

  test('may have two ports of one container, whose check comes from one of them', () => {
    const { stack, apply } = given();
    apply('Web', { contract: contract(), containerProbe: ECHO_PROBE });
    apply('Metrics', { contract: contract({ port: 9000, shutdown: Duration.seconds(70) }), contractName: 'metrics' });
    expect(containers(stack)[0]).toMatchObject({
      StopTimeout: 100,
      HealthCheck: { Command: ['CMD', 'echo', '/health/live', '3000', '5'] },
    });
    expect(plansOf(stack).map(({ port }) => port)).toEqual([3000, 9000]);
    expect(portsOpenedIn(stack)).toEqual([3000, 9000]);
  });

  test('without a name of its own a second contract is refused', () => {
    const { apply } = given();
    apply('Web', { contract: contract(), containerProbe: ECHO_PROBE });
    expect(() => apply('Other', { contract: contract({ port: 9000 }) })).toThrow(
      /\[Stack\/Other\/Verification\] The service is verified already: got a second contract without contractName.*Pass contractName/,
    );
    apply('Admin', { contract: contract({ port: 9000 }), contractName: 'admin' });
    expect(() => apply('Again', { contract: contract({ port: 9000 }), contractName: 'admin' })).toThrow(/a second contract named 'admin'/);
    expect(() => apply('Wrong', { contract: contract({ port: 9000 }), contractName: 'ad min' })).toThrow(
      /contractName is not a name: got "ad min"/,
    );
  });

  test('two different checks of one container are refused', () => {
    const { stack, web } = given();
    new ContainerHealth(stack, 'First', { contract: contract(), container: web, containerProbe: ECHO_PROBE });
    expect(() => new ContainerHealth(stack, 'Second', { contract: contract({ port: 9000 }), container: web, containerProbe: ECHO_PROBE }))
      .toThrow(/\[Stack\/Second\] Container 'web' already has its check from another contract: got a different one beside Stack\/First/);
  });

  test('the same check again is no change: two services may share a task definition', () => {
    const { stack, cluster, service, apply } = given();
    const second = new FargateService(stack, 'Second', { cluster, taskDefinition: service.taskDefinition, minHealthyPercent: 100 });
    apply('Health', { contract: contract(), containerProbe: ECHO_PROBE });
    new LayeredHealth(stack, 'SecondHealth', {
      contract: contract(),
      service: second,
      containerProbe: ECHO_PROBE,
      alert: { topic: new Topic(stack, 'Other') },
    });
    expect(containers(stack)[0].HealthCheck.Command).toEqual(['CMD', 'echo', '/health/live', '3000', '5']);
    noWarnings(stack);
  });
});

test('a service behind an ALB and an NLB, each with a port of its own', () => {
  const { stack, vpc, service, apply } = given();
  const alb = listener(stack, vpc).addTargets('Web', {
    port: 80,
    targets: [service.loadBalancerTarget({ containerName: 'web', containerPort: 3000 })],
  });
  const nlb = new NetworkLoadBalancer(stack, 'Nlb', { vpc })
    .addListener('Listener', { port: 9000 })
    .addTargets('Raw', {
      port: 9000,
      protocol: Protocol.TCP,
      targets: [service.loadBalancerTarget({ containerName: 'web', containerPort: 9000 })],
    });
  apply('Health', { contract: contract(), targetGroups: [alb, nlb], containerProbe: ECHO_PROBE });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ECS::Service', {
    HealthCheckGracePeriodSeconds: 315,
    LoadBalancers: [Match.objectLike({ ContainerPort: 3000 }), Match.objectLike({ ContainerPort: 9000 })],
  });
  expect(plansOf(stack)[0].targetGroups).toHaveLength(2);
  expect(containers(stack)[0].StopTimeout).toBe(30);
});

describe('a service without a load balancer', () => {
  const withoutBalancer = (props: (stack: Stack, vpc: any) => Partial<FargateServiceProps>) => {
    const { stack, vpc } = stackWithVpc();
    const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
    taskDefinition.addContainer('web', { image, portMappings: [{ containerPort: 3000, name: 'web' }] });
    const cluster = new Cluster(stack, 'Cluster', { vpc, defaultCloudMapNamespace: { name: 'internal' } });
    const service = new FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100, ...props(stack, vpc) });
    new LayeredHealth(stack, 'Health', {
      contract: contract(),
      service,
      containerProbe: ECHO_PROBE,
      alert: { topic: new Topic(stack, 'Topic') },
      frontDoor: FrontDoor.internal('web.internal', HealthEndpoint.http('/health/ready', { port: 3000 })),
    });
    return stack;
  };
  const planIsRight = (stack: Stack) => {
    const [plan] = plansOf(stack);
    expect(plan).toMatchObject({ port: 3000, targetGroups: [], frontDoor: { host: 'web.internal', port: 3000, inside: true } });
    expect(checkPlan(plan)).toEqual({ plan });
    // Nothing drains a task here: SIGTERM comes first.
    expect(containers(stack)[0].StopTimeout).toBe(60);
    noWarnings(stack);
  };

  test('with Service Connect', () => {
    const stack = withoutBalancer(() => ({
      serviceConnectConfiguration: { services: [{ portMappingName: 'web', dnsName: 'web', port: 80 }] },
    }));
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      ServiceConnectConfiguration: Match.objectLike({ Enabled: true }),
      HealthCheckGracePeriodSeconds: Match.absent(),
    });
    planIsRight(stack);
  });

  test('with Cloud Map, whose custom health follows the container check', () => {
    const stack = withoutBalancer((scope, vpc) => ({
      cloudMapOptions: {
        name: 'web',
        dnsRecordType: DnsRecordType.A,
        cloudMapNamespace: new PrivateDnsNamespace(scope, 'Space', { name: 'internal.example', vpc }),
      },
    }));
    Template.fromStack(stack).hasResourceProperties('AWS::ServiceDiscovery::Service', { HealthCheckCustomConfig: { FailureThreshold: 1 } });
    expect(containers(stack)[0].HealthCheck).toBeDefined();
    planIsRight(stack);
  });

  test('requests that ECS cannot wait for are cut short, which is said', () => {
    const { stack, apply } = given();
    apply('Health', { contract: contract({ longestRequest: Duration.seconds(100) }), containerProbe: ECHO_PROBE });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Health',
      Match.stringLikeRegexp('cut short without a load balancer: .*waits 120 s after it at most, and the contract needs 130 s'),
    );
    expect(containers(stack)[0].StopTimeout).toBe(120);
  });
});

describe('Fargate Spot', () => {
  test('SIGTERM comes before draining, so the stop timeout covers the longest request', () => {
    const { stack, vpc, service, apply } = given({ capacityProviderStrategies: SPOT });
    apply('Health', {
      contract: contract(),
      targetGroups: [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })],
      containerProbe: ECHO_PROBE,
    });
    expect(containers(stack)[0].StopTimeout).toBe(60);
    noWarnings(stack);
  });

  test('requests beyond the two minutes of its notice are cut short, which is said', () => {
    const { stack, vpc, service, apply } = given({
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE', base: 1, weight: 1 }, ...SPOT],
    });
    apply('Health', {
      contract: contract({ longestRequest: Duration.seconds(91) }),
      containerProbe: ECHO_PROBE,
      targetGroups: [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })],
    });
    Annotations.fromStack(stack).hasWarning('/Stack/Health', Match.stringLikeRegexp('cut short on Fargate Spot: .*needs 121 s'));
  });

  test('on demand nothing changes', () => {
    const { stack, vpc, service, apply } = given({ capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }] });
    apply('Health', {
      contract: contract({ longestRequest: Duration.seconds(91) }),
      containerProbe: ECHO_PROBE,
      targetGroups: [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })],
    });
    expect(containers(stack)[0].StopTimeout).toBe(30);
    noWarnings(stack);
  });

  describe('by the default strategy of the cluster', () => {
    type Given = ReturnType<typeof given>;
    /** The stop timeout: 60 s where SIGTERM comes before draining, 30 s where it comes after. */
    function stopTimeout(props: Partial<FargateServiceProps>, ...before: Array<(all: Given) => void>): number {
      const all = given(props);
      const { stack, vpc, service, apply } = all;
      before.forEach((change) => change(all));
      apply('Health', {
        contract: contract(),
        targetGroups: [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })],
        containerProbe: ECHO_PROBE,
      });
      noWarnings(stack);
      return containers(stack)[0].StopTimeout;
    }
    const byDefault = (...names: string[]) => ({ cluster }: Given) => {
      cluster.enableFargateCapacityProviders();
      cluster.addDefaultCapacityProviderStrategy(names.map((capacityProvider) => ({ capacityProvider, weight: 1 })));
    };
    const resource = ({ service }: Given) => service.node.findChild('Service') as CfnService;
    const withoutLaunchType = (all: Given) => { resource(all).launchType = undefined; };
    const NO_STRATEGY = { capacityProviderStrategies: [] };

    test.each<[string, number, Partial<FargateServiceProps>, ...Array<(all: Given) => void>]>([
      ['a service without strategy takes it', 60, NO_STRATEGY, byDefault('FARGATE', 'FARGATE_SPOT')],
      ['a service whose launch type was taken away takes it', 60, {}, byDefault('FARGATE_SPOT'), withoutLaunchType],
      ['or deleted by an override', 60, {}, byDefault('FARGATE_SPOT'), (all) => resource(all).addPropertyDeletionOverride('LaunchType')],
      [
        'one that is set on the L1 is known as well',
        60,
        NO_STRATEGY,
        ({ cluster }) => {
          (cluster.node.defaultChild as CfnCluster).defaultCapacityProviderStrategy = SPOT;
        },
      ],
      ['on demand nothing changes', 30, NO_STRATEGY, byDefault('FARGATE')],
      ['a launch type excludes it', 30, {}, byDefault('FARGATE_SPOT')],
      [
        'a strategy of the service excludes it',
        30,
        { capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }] },
        byDefault('FARGATE_SPOT'),
      ],
      [
        'a strategy of the service by an override counts',
        60,
        {},
        withoutLaunchType,
        (all) => resource(all).addPropertyOverride('CapacityProviderStrategy', [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }]),
      ],
      ['without any, nothing is known', 30, NO_STRATEGY],
    ])('%s', (_name, expected, props, ...before) => expect(stopTimeout(props, ...before)).toBe(expected));

    test('that of an imported cluster is not known', () => {
      const { stack, vpc } = stackWithVpc();
      const cluster = Cluster.fromClusterAttributes(stack, 'Imported', { clusterName: 'imported', vpc, securityGroups: [] });
      const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
      taskDefinition.addContainer('web', { image, portMappings: [{ containerPort: 3000 }] });
      const service = new FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100, ...NO_STRATEGY });
      const targetGroups = [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })];
      new LayeredHealth(stack, 'Health', {
        service,
        contract: contract(),
        targetGroups,
        containerProbe: ECHO_PROBE,
        alert: { topic: new Topic(stack, 'Topic') },
      });
      expect(containers(stack)[0].StopTimeout).toBe(30);
    });

    test('one that is set after the contract was applied is an error', () => {
      const all = given(NO_STRATEGY);
      const { stack, vpc, service, apply } = all;
      apply('Health', {
        contract: contract(),
        targetGroups: [listener(stack, vpc).addTargets('Web', { port: 80, targets: [service] })],
        containerProbe: ECHO_PROBE,
      });
      byDefault('FARGATE_SPOT')(all);
      expect(() => Template.fromStack(stack)).toThrow(
        /Fargate Spot interrupts tasks before they drain: got a strategy with FARGATE_SPOT that was set after the contract was applied, allowed: one that was set before\. Call add/,
      );
    });
  });

  test('a worker keeps its promise there, since its stop timeout covers its work anyway', () => {
    const { stack, apply } = given({ capacityProviderStrategies: SPOT });
    apply('Health', { contract: worker({ longestRequest: Duration.seconds(90) }) });
    expect(containers(stack)[0].StopTimeout).toBe(120);
    noWarnings(stack);
  });
});

function listener(stack: Stack, vpc: ReturnType<typeof given>['vpc'], id = 'Alb'): ApplicationListener {
  return new ApplicationLoadBalancer(stack, id, { vpc }).addListener('Listener', { port: 80, protocol: ApplicationProtocol.HTTP });
}
