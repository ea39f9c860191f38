import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AlarmBehavior,
  type CfnService,
  Cluster,
  DeploymentControllerType,
  FargateService,
  type FargateServiceProps,
} from 'aws-cdk-lib/aws-ecs';
import { NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { checkPlan } from '../../lambda/verification/plan-check';
import {
  DeepVerifier,
  DeploymentGate,
  type DeploymentGateProps,
  FrontDoor,
  DeploymentStrategy,
  HealthEndpoint,
  LayeredHealth,
  ServiceVerification,
  WhenUnverified,
} from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function given(id = 'Service', { stack, vpc } = stackWithVpc()) {
  const cluster = new Cluster(stack, `${id}Cluster`, { vpc });
  const service = fargateService(stack, cluster, id);
  const verification = new ServiceVerification(stack, `${id}Verification`, {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service,
  });
  const resource = service.node.defaultChild as CfnService;
  return { stack, vpc, cluster, service, verification, resource };
}

type Given = ReturnType<typeof given>;

/** As the author of a blue/green service writes it where the CDK does not know strategies. */
function gated(props: Partial<DeploymentGateProps> = {}, all: Given = given(), id = 'Gate') {
  const { stack, service, verification, resource } = all;
  resource.addPropertyOverride('DeploymentConfiguration.Strategy', 'BLUE_GREEN');
  const gate = new DeploymentGate(stack, id, { service, verification, strategy: DeploymentStrategy.BLUE_GREEN, ...props });
  return { ...all, gate };
}

const configuration = (stack: Stack): Record<string, any>[] => (
  Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service')).map(({ Properties }) => Properties.DeploymentConfiguration)
);

/** What ECS gets as hookDetails, each token replaced by its logical id. */
function details(stack: Stack, index = 0): { terms: Record<string, any> } {
  const value = configuration(stack)[0].LifecycleHooks[index].HookDetails;
  return JSON.parse(
    typeof value === 'string'
      ? value
      : value['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : 'arn:aws:sns:eu-west-1:1:t')).join(''),
  );
}

test('ECS calls the gate once the new tasks run, with the plan but without the name of the service', () => {
  const { stack } = gated();
  const [{ LifecycleHooks: [hook] }] = configuration(stack);
  expect(hook).toMatchObject({
    HookTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^LayeredHealthGate/), 'Arn'] },
    RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^LayeredHealthGateHookRole/), 'Arn'] },
    LifecycleStages: ['POST_SCALE_UP'],
  });
  const { terms } = details(stack);
  expect(terms).toMatchObject({ consecutiveVerifications: 3, intervalSeconds: 15, unverified: 'ROLL_BACK' });
  // Startup and first check, then five verifications of fifteen seconds each.
  const { targetGroup, verification: { roundDeadline } } = contract().budget;
  expect(terms.patienceSeconds).toBe(targetGroup.gracePeriod.toSeconds() + 5 * (15 + roundDeadline.toSeconds()));
  expect(terms.plan.service).not.toHaveProperty('name');
  const called = { ...terms.plan, service: { ...terms.plan.service, name: 'orders' }, deployment: { id: 'ecs-svc/1', hasListener: false } };
  expect(checkPlan(called)).toHaveProperty('plan');
  expect(terms).not.toHaveProperty('alerts');
});

test('the hook role may call the gate and nothing else, and the gate may call the verifier and tell the topic', () => {
  const all = given();
  const masterKey = new Key(all.stack, 'Key');
  const { stack } = gated({ alert: { topic: new Topic(all.stack, 'Topic', { masterKey }) } }, all);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Principal: { Service: 'ecs.amazonaws.com' },
        Condition: { StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }],
    },
    Policies: [
      {
        PolicyDocument: {
          Statement: [
            {
              Action: 'lambda:InvokeFunction',
              Effect: 'Allow',
              Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthGate'), 'Arn'] },
            },
          ],
        },
      },
    ],
  });
  const gatePolicies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes('LayeredHealthGate'),
  );
  const actions = gatePolicies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement).flatMap(({ Action }) => Action);
  expect(actions.sort()).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 'lambda:InvokeFunction', 'sns:Publish']);
  expect(JSON.stringify(gatePolicies)).not.toContain('"*"');
  expect(details(stack).terms.alerts).toEqual({ topicArn: 'arn:aws:sns:eu-west-1:1:t', format: 'TEXT' });
});

test('a test listener is asked at its own stage', () => {
  const testListener = FrontDoor.internal('lb.internal', HealthEndpoint.http('/health/ready', { port: 8080 }));
  const { stack } = gated({
    testListener,
    consecutiveVerifications: 5,
    interval: Duration.seconds(30),
    whenUnverified: WhenUnverified.CONTINUE,
  });
  expect(configuration(stack)[0].LifecycleHooks[0].LifecycleStages).toEqual(['POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT']);
  expect(details(stack).terms).toMatchObject({
    consecutiveVerifications: 5,
    intervalSeconds: 30,
    unverified: 'CONTINUE',
    plan: { frontDoor: { host: 'lb.internal', port: 8080, inside: true } },
  });
});

test('the template has no circle, and the gate is one for all services of a stack', () => {
  const all = given();
  const other = given('Other', all);
  gated({}, all);
  gated({}, other, 'OtherGate');
  // Template.fromStack refuses circles.
  const template = Template.fromStack(all.stack);
  expect(
    Object.keys(
      template.findResources('AWS::Lambda::Function', { Properties: { Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'gate' } } } }),
    ),
  ).toHaveLength(1);
});

test('a verifier of another stack can judge, without a circle of stacks', () => {
  const app = new App();
  const shared = new Stack(app, 'Shared');
  const vpc = new Vpc(shared, 'Vpc');
  const verifier = DeepVerifier.forVpc(shared, vpc);
  const stack = new Stack(app, 'Service');
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', { verifier, contract: contract(), service });
  (service.node.defaultChild as CfnService).addPropertyOverride('DeploymentConfiguration.Strategy', 'CANARY');
  new DeploymentGate(stack, 'Gate', { service, verification, strategy: DeploymentStrategy.CANARY });
  expect(() => app.synth()).not.toThrow();
  expect(stack.dependencies).toEqual([shared]);
});

test('hooks of the author stay, whether the CDK or an override has them', () => {
  const overridden = given();
  overridden.resource.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', [
    { HookTargetArn: 'theirs', LifecycleStages: ['PRE_SCALE_UP'] },
  ]);
  expect(configuration(gated({}, overridden).stack)[0].LifecycleHooks).toMatchObject([
    { HookTargetArn: 'theirs' },
    { LifecycleStages: ['POST_SCALE_UP'] },
  ]);

  // As newer versions of the CDK write them down.
  const declared = given();
  const lifecycleHooks = Lazy.any({ produce: () => [{ hookTargetArn: 'theirs', lifecycleStages: ['PRE_SCALE_UP'] }] });
  const newer = { ...declared.resource.deploymentConfiguration, strategy: 'BLUE_GREEN', lifecycleHooks };
  declared.resource.deploymentConfiguration = newer as CfnService.DeploymentConfigurationProperty;
  const { gate, stack } = gated({ strategy: undefined }, declared);
  expect(gate.strategy).toBe('BLUE_GREEN');
  expect(configuration(stack)[0].LifecycleHooks).toMatchObject([
    { HookTargetArn: 'theirs', LifecycleStages: ['PRE_SCALE_UP'] },
    { LifecycleStages: ['POST_SCALE_UP'] },
  ]);
});

describe('rolling deployments', () => {
  type Changes = Partial<FargateServiceProps>;

  function rolling(props: Changes = {}, gateProps: Partial<DeploymentGateProps> = {}, before?: (service: FargateService) => void) {
    const all = given();
    const { stack, cluster, service: { taskDefinition }, verification: { verifier } } = all;
    const service = new FargateService(stack, 'Own', { cluster, taskDefinition, minHealthyPercent: 100, ...props });
    const verification = new ServiceVerification(stack, 'OwnVerification', { verifier, contract: contract(), service });
    before?.(service);
    const gate = new DeploymentGate(all.stack, 'Gate', { service, verification, ...gateProps });
    const template = Template.fromStack(all.stack);
    const { Properties } = Object.values(template.findResources('AWS::ECS::Service')).pop()!;
    return { gate, template, configuration: Properties.DeploymentConfiguration as Record<string, any> };
  }

  test('circuit breaker and deployment alarm roll back; the alarm watches the tasks by a name that closes no circle', () => {
    const { gate, template, configuration: { DeploymentCircuitBreaker, Alarms, LifecycleHooks } } = rolling();
    expect(DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true });
    expect(Alarms).toEqual({ AlarmNames: [expect.stringMatching(/^[\w-]+$/)], Enable: true, Rollback: true });
    expect(LifecycleHooks).toBeUndefined();
    expect(gate.gate).toBeUndefined();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Alarms.AlarmNames[0],
      MetricName: 'TasksFailing',
      Threshold: 0,
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      Period: 60,
      TreatMissingData: 'notBreaching',
      AlarmActions: Match.absent(),
    });
  });

  test('alarms of the author stay, before and after, and their decision to roll back', () => {
    const enabled = rolling({ deploymentAlarms: { alarmNames: ['theirs'] } });
    expect(enabled.configuration.Alarms).toEqual({ AlarmNames: ['theirs', expect.stringMatching(/^Stack/)], Enable: true, Rollback: true });
    const failing = rolling({}, {}, (service) => service.enableDeploymentAlarms(['theirs'], { behavior: AlarmBehavior.FAIL_ON_ALARM }));
    expect(failing.configuration.Alarms).toEqual({
      AlarmNames: ['theirs', expect.stringMatching(/^Stack/)],
      Enable: true,
      Rollback: false,
    });
  });

  test('a circuit breaker of the author stays', () => {
    const theirs = rolling({ circuitBreaker: { enable: true, rollback: false } });
    expect(theirs.configuration.DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: false });
  });

  test('two gates of a service with two contracts both count', () => {
    const all = given();
    const { stack, service, verification: { verifier } } = all;
    const part = new ServiceVerification(stack, 'Admin', { verifier, contract: contract(), service, contractName: 'admin' });
    [all.verification, part].forEach(
      (verification, index) => new DeploymentGate(all.stack, `Gate${index}`, { service: all.service, verification }),
    );
    expect(configuration(all.stack)[0].Alarms.AlarmNames).toHaveLength(2);
  });

  test('the alarm can be turned off', () => {
    const { gate, template } = rolling({}, { deploymentAlarm: false });
    expect(gate.alarm).toBeUndefined();
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

describe('what does not fit is refused', () => {
  test.each([
    ['no verification', { consecutiveVerifications: 0 }, /\[Stack\/Gate\] consecutiveVerifications is out of range: got 0, allowed: a whole number from 1 to 10/],
    ['half a verification', { consecutiveVerifications: 1.5 }, /got 1.5/],
    ['too short an interval', { interval: Duration.seconds(4) }, /interval is out of range: got 4 seconds, allowed: 5 seconds to 5 minutes, in whole seconds/],
    ['half a second', { interval: Duration.millis(5500) }, /got 5 seconds 500 millis/],
    ['a token', { interval: Duration.seconds(Lazy.number({ produce: () => 15 })) }, /got a token/],
    [
      'a test listener without hooks',
      { strategy: DeploymentStrategy.ROLLING, testListener: FrontDoor.internal('lb', HealthEndpoint.http('/')) },
      /ECS calls no hooks with rolling deployments: got testListener/,
    ],
  ])('%s', (_, props, message) => {
    expect(() => gated(props)).toThrow(message);
  });

  test('a boot that lasts longer than ECS waits for a hook', () => {
    const all = given();
    const { stack, service, verification: { verifier } } = all;
    const slow = (hours: number) =>
      new ServiceVerification(stack, `Slow${hours}`, {
        verifier,
        contract: contract({ startup: Duration.hours(hours) }),
        service,
        contractName: `slow${hours}`,
      });
    expect(() => gated({ verification: slow(24) }, all)).toThrow(
      /\[Stack\/Gate\] The gate needs longer than ECS waits for a lifecycle hook: got 86625 s .*allowed: at most 86400 s/,
    );
    expect(() => gated({ verification: slow(23) }, all, 'Other')).not.toThrow();
  });

  test('a FIFO topic, another service, another deployment controller', () => {
    const all = given();
    expect(() => gated({ alert: { topic: new Topic(all.stack, 'Topic', { fifo: true }) } }, all)).toThrow(
      /People cannot subscribe to a FIFO topic/,
    );
    const other = given('Other', all);
    expect(() => new DeploymentGate(all.stack, 'Wrong', { service: all.service, verification: other.verification })).toThrow(
      /The gate verifies another service/,
    );
    other.resource.deploymentController = { type: DeploymentControllerType.CODE_DEPLOY };
    expect(() => gated({}, other, 'CodeDeploy')).toThrow(/ECS does not control the deployments of this service: got CODE_DEPLOY/);
  });

  test('a strategy that the service does not have, at synthesis', () => {
    const all = given();
    new DeploymentGate(all.stack, 'Gate', { service: all.service, verification: all.verification, strategy: DeploymentStrategy.LINEAR });
    expect(() => (all.stack.node.root as App).synth()).toThrow(/got strategy LINEAR, allowed: ROLLING, the strategy of the service/);
  });

  test('a gate that a later override takes away, at synthesis', () => {
    const { stack, resource } = gated();
    resource.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', []);
    expect(() => (stack.node.root as App).synth()).toThrow(/ECS does not call the gate/);
  });
});

test('with a Network Load Balancer the gate waits as long as its registration takes', () => {
  const { stack, vpc, cluster, verification: { verifier } } = given();
  const service = fargateService(stack, cluster, 'Flows');
  const targetGroups = [new NetworkTargetGroup(stack, 'Targets', { vpc, port: 3000 })];
  const verification = new ServiceVerification(stack, 'FlowsVerification', { verifier, contract: contract(), service, targetGroups });
  const flows = { stack, vpc, cluster, service, verification, resource: service.node.defaultChild as CfnService };
  gated({}, flows);
  const [hooks] = configuration(stack).flatMap(({ LifecycleHooks }) => LifecycleHooks ?? []);
  const patience = Number(/"patienceSeconds":(\d+)/.exec(JSON.stringify(hooks.HookDetails).replaceAll('\\"', '"'))![1]);
  const { targetGroup, verification: { roundDeadline } } = contract().budget;
  expect(patience).toBe(targetGroup.networkGracePeriod.toSeconds() + 5 * (15 + roundDeadline.toSeconds()));
});

describe('as part of LayeredHealth', () => {
  test('what is refused is told to its topic', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    (service.node.defaultChild as CfnService).addPropertyOverride('DeploymentConfiguration.Strategy', 'LINEAR');
    const alertTopic = new Topic(stack, 'Alerts');
    const health = new LayeredHealth(stack, 'Health', {
      contract: contract(),
      service,
      alert: { topic: alertTopic },
      deploymentGate: { strategy: DeploymentStrategy.LINEAR, consecutiveVerifications: 2 },
    });
    expect(health.deploymentGate?.strategy).toBe('LINEAR');
    expect(details(stack).terms).toMatchObject({
      consecutiveVerifications: 2,
      alerts: { topicArn: 'arn:aws:sns:eu-west-1:1:t', format: 'TEXT' },
    });
  });

  test('without verification there is none', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    expect(() => new LayeredHealth(stack, 'Health', { contract: contract(), service, verify: false, deploymentGate: {} })).toThrow(
      /The deployments cannot be verified: got deploymentGate with verify: false/,
    );
  });
});
