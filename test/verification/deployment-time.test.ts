import { App, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { type CfnService, Cluster, FargateService } from 'aws-cdk-lib/aws-ecs';
import * as fc from 'fast-check';
import { deploymentOf } from '../../lambda/diagnosis/deployment-state';
import {
  DeepVerifier,
  DeploymentGate,
  type DeploymentGateProps,
  FrontDoor,
  DeploymentStrategy,
  HealthEndpoint,
  ServiceVerification,
} from '../../src';
import type { Plan } from '../../src/shared/plan';
import { deploymentSeconds } from '../../src/verification/deployment-time';
import { contract, fargateService, stackWithVpc, Template, planParameters } from '../fixtures';

const { stack, vpc } = stackWithVpc();
const cluster = new Cluster(stack, 'Cluster', { vpc });
const { taskDefinition } = fargateService(stack, cluster);
const { budget } = contract();
const BATCH = budget.worstCases.deployment.toSeconds();
const [MINUTE, HOUR] = [60, 3600];
let services = 0;

function service(props: { minHealthyPercent?: number; maxHealthyPercent?: number } = {}): FargateService {
  return new FargateService(stack, `Service${services++}`, { cluster, taskDefinition, ...props });
}

function secondsWith(minHealthyPercent?: number, maxHealthyPercent?: number): number {
  return deploymentSeconds(service({ minHealthyPercent, maxHealthyPercent }), budget);
}

describe('rolling', () => {
  test.each([
    ['all at once', 100, 200, 1],
    ['half of them goes first', 50, 200, 1],
    ['half of them at a time', 50, 100, 2],
    ['a third at a time', 100, 134, 3],
    ['a tenth at a time', 90, 100, 10],
  ])('%s: three times the batches', (_, least, most, batches) => {
    expect(secondsWith(least, most)).toBe(3 * batches * BATCH);
  });

  test('percentages that only the deployment knows: as long as CloudFormation waits', () => {
    expect(secondsWith(Token.asNumber({ Ref: 'Least' }), Token.asNumber({ Ref: 'Most' }))).toBe(3 * HOUR);
  });

  test('always: no fleet needs more batches than there is time for, as ECS rounds its shares', () => {
    const [leasts, mosts, fleets] = [
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 100, max: 200 }),
      fc.integer({ min: 1, max: 200 }),
    ];
    fc.assert(fc.property(leasts, mosts, fleets, (least, most, tasks) => {
      // ECS rounds the most down and the least up:
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
      const batch = Math.floor(tasks * most / 100) - Math.ceil(tasks * least / 100);
      fc.pre(batch >= 1);
      expect(secondsWith(least, most)).toBeGreaterThanOrEqual(Math.ceil(tasks / batch) * BATCH);
    }), { numRuns: 200 });
  });
});

const blueGreen = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 30 };
const canary = { Strategy: 'CANARY', BakeTimeInMinutes: 5, CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 60 } };
const linear = { Strategy: 'LINEAR', BakeTimeInMinutes: 0, LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 6 } };
const hook = (stages: unknown, timeout?: unknown) => ({
  HookTargetArn: 'theirs',
  LifecycleStages: stages,
  ...timeout ? { TimeoutConfiguration: timeout } : {},
});
const parameter = { Ref: 'Parameter' };

/** As an author writes it with any version of the CDK. */
function overridden(configuration: Record<string, unknown>): FargateService {
  const own = service();
  const resource = own.node.defaultChild as CfnService;
  Object.entries(configuration).forEach(([name, value]) => resource.addPropertyOverride(`DeploymentConfiguration.${name}`, value));
  return own;
}

/** As versions of the CDK write it that know strategies; older ones drop what they do not know. */
function declared(configuration: Record<string, unknown>): FargateService {
  const own = service();
  const resource = own.node.defaultChild as CfnService;
  const lower = (value: unknown): unknown => typeof value !== 'object' || value === null || Array.isArray(value) || 'Ref' in value ? value
    : Object.fromEntries(Object.entries(value).map(([name, part]) => [name.charAt(0).toLowerCase() + name.slice(1), lower(part)]));
  resource.deploymentConfiguration = { ...resource.deploymentConfiguration, ...lower(configuration) as object };
  return own;
}

const knowsStrategies = 'DeploymentStrategy' in jest.requireActual<object>('aws-cdk-lib/aws-ecs');

describe.each(['overridden', 'declared'])('traffic that ECS shifts, %s', (way) => {
  const given = way === 'declared' ? declared : overridden;
  const runs = way === 'overridden' || knowsStrategies ? test : test.skip;

  runs.each<[string, Record<string, unknown>, number]>([
    ['rolling with 30 minutes of bake time', { Strategy: 'ROLLING', BakeTimeInMinutes: 30 }, 30 * MINUTE],
    ['blue/green with the bake time of CloudFormation', { Strategy: 'BLUE_GREEN' }, 15 * MINUTE],
    ['blue/green with 30 minutes of bake time', blueGreen, 30 * MINUTE],
    ['canary of 60 minutes, and 5 of bake time', canary, 65 * MINUTE],
    ['canary that says nothing of itself', { Strategy: 'CANARY', BakeTimeInMinutes: 0 }, 10 * MINUTE],
    ['linear, 10 × 6 minutes: none after the last step', linear, 54 * MINUTE],
    ['linear that says nothing of itself', { Strategy: 'LINEAR', BakeTimeInMinutes: 0 }, 54 * MINUTE],
    ['linear in steps of 11 %', { ...linear, LinearConfiguration: { StepPercent: 11, StepBakeTimeInMinutes: 6 } }, 9 * 6 * MINUTE],
    ['linear in one step', { ...linear, LinearConfiguration: { StepPercent: 100, StepBakeTimeInMinutes: 6 } }, 0],
  ])('%s', (_, configuration, waited) => {
    expect(deploymentSeconds(given(configuration), budget)).toBe(3 * BATCH + waited);
  });
});

(knowsStrategies ? test : test.skip).each<[string, object, number]>([
  ['blue/green', { deploymentStrategy: 'BLUE_GREEN', bakeTime: Duration.minutes(30) }, 30 * MINUTE],
  [
    'canary',
    {
      deploymentStrategy: 'CANARY',
      bakeTime: Duration.minutes(5),
      canaryConfiguration: { stepPercent: 5, stepBakeTime: Duration.minutes(60) },
    },
    65 * MINUTE,
  ],
  [
    'linear',
    {
      deploymentStrategy: 'LINEAR',
      bakeTime: Duration.minutes(0),
      linearConfiguration: { stepPercent: 10, stepBakeTime: Duration.minutes(6) },
    },
    54 * MINUTE,
  ],
])('%s by the props of newer versions of the CDK', (_, props, waited) => {
  expect(deploymentSeconds(service(props), budget)).toBe(3 * BATCH + waited);
});

test.each<[string, Record<string, unknown>, number]>([
  ['a bake time that is a token', { ...blueGreen, BakeTimeInMinutes: parameter }, 36 * HOUR],
  ['a canary that is a token', { ...canary, CanaryConfiguration: parameter }, 36 * HOUR],
  ['steps that are tokens', { ...linear, LinearConfiguration: { StepPercent: parameter } }, 36 * HOUR],
  ['a strategy that is a token', { Strategy: parameter, BakeTimeInMinutes: 5 }, 36 * HOUR],
  ['a strategy that nobody knows yet', { Strategy: 'RAINBOW', BakeTimeInMinutes: 5 }, 36 * HOUR],
])('%s: as long as CloudFormation waits, never overdue too early', (_, configuration, waited) => {
  expect(deploymentSeconds(overridden(configuration), budget)).toBe(3 * BATCH + waited);
});

test('a bake time of a rolling deployment that is a token: as long as CloudFormation then waits', () => {
  expect(deploymentSeconds(overridden({ BakeTimeInMinutes: parameter }), budget)).toBe(36 * HOUR);
});

test('a configuration that is a token as a whole counts as the slowest', () => {
  const own = service();
  (own.node.defaultChild as CfnService).deploymentConfiguration = Fn.conditionIf('Careful', blueGreen, {});
  expect(deploymentSeconds(own, budget)).toBe(3 * BATCH + 36 * HOUR);
});

test.each<[string, unknown, number]>([
  ['none', [], 0],
  ['without a limit: as long as ECS waits by default, at each stage', [hook(['PRE_SCALE_UP', 'POST_SCALE_UP'])], 48 * HOUR],
  ['with its own limit', [hook(['POST_SCALE_UP'], { TimeoutInMinutes: 20, Action: 'ROLLBACK' })], 20 * MINUTE],
  ['two of them', [hook(['PRE_SCALE_UP'], { TimeoutInMinutes: 5 }), hook(['POST_SCALE_UP'], { TimeoutInMinutes: 10 })], 15 * MINUTE],
  ['with a limit that is a token', [hook(['POST_SCALE_UP'], { TimeoutInMinutes: parameter })], 36 * HOUR],
  ['with stages that are a token', [hook(parameter)], 36 * HOUR],
  ['that are a token', parameter, 36 * HOUR],
])('hooks of the author, %s', (_, hooks, held) => {
  expect(deploymentSeconds(overridden({ ...blueGreen, LifecycleHooks: hooks }), budget)).toBe(3 * BATCH + 30 * MINUTE + held);
});

describe('in the plan', () => {
  const testListener = FrontDoor.internal('lb.internal', HealthEndpoint.http('/health/ready', { port: 8080 }));
  // Startup and the checks that let it in, then five verifications of fifteen seconds each.
  const PATIENCE = 135 + 5 * 30;

  function verified(gate?: Partial<DeploymentGateProps>, configuration: Record<string, unknown> = canary) {
    const own = stackWithVpc();
    const { node, ...rest } = { ...own, ...fargateIn(own.stack, own.vpc as Vpc) };
    if (gate) {
      new DeploymentGate(own.stack, 'Gate', {
        service: rest.service,
        verification: rest.verification,
        strategy: DeploymentStrategy.CANARY,
        ...gate,
      });
    }
    // After all of it, as an author may do.
    const resource = node.defaultChild as CfnService;
    Object.entries(configuration).forEach(([name, value]) => resource.addPropertyOverride(`DeploymentConfiguration.${name}`, value));
    return Template.fromStack(own.stack);
  }

  function fargateIn(own: Stack, ownVpc: Vpc) {
    const web = fargateService(own, new Cluster(own, 'Cluster', { vpc: ownVpc }));
    return {
      service: web,
      node: web.node,
      verification: new ServiceVerification(own, 'Verification', {
        verifier: DeepVerifier.forVpc(own, ownVpc),
        contract: contract(),
        service: web,
      }),
    };
  }

  const joined = (value: any): string =>
    typeof value === 'string' ? value : value['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : 'made-up')).join('');

  function planIn(template: Template): Plan {
    const [registered] = planParameters(template);
    return JSON.parse(joined(registered.Properties.Value));
  }

  test.each<[string, Partial<DeploymentGateProps> | undefined, number]>([
    ['without a gate', undefined, 0],
    ['with a gate', {}, PATIENCE],
    ['with a gate and a test listener, at two stages', { testListener }, 2 * PATIENCE],
  ])('canary of 60 minutes %s, configured after the service is verified', (_, gate, held) => {
    expect(planIn(verified(gate)).timing.deploymentSeconds).toBe(3 * BATCH + 65 * MINUTE + held);
  });

  test('the hook of the gate carries the same time', () => {
    const template = verified({});
    const [{ Properties }] = Object.values(template.findResources('AWS::ECS::Service'));
    const { terms } = JSON.parse(joined(Properties.DeploymentConfiguration.LifecycleHooks[0].HookDetails));
    expect(terms.patienceSeconds).toBe(PATIENCE);
    expect(terms.plan.timing).toEqual(planIn(template).timing);
  });

  test('nine minutes into a canary nothing is overdue, and two hours into it the deployment is', () => {
    const { timing } = planIn(verified());
    const since = '2026-01-01T00:00:00Z';
    const evidence: any = { deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: since }, { status: 'ACTIVE' }] };
    const overdue = (minutes: number) => deploymentOf(evidence, timing, undefined, Date.parse(since) + minutes * MINUTE * 1000)?.overdue;
    expect([overdue(9), overdue(70), overdue(120)]).toEqual([false, false, true]);
  });

  test('a service of another stack is read all the same', () => {
    const app = new App();
    const home = new Stack(app, 'Home');
    const web = fargateService(home, new Cluster(home, 'Cluster', { vpc: new Vpc(home, 'Vpc') }));
    const watch = new Stack(app, 'Watch');
    new ServiceVerification(watch, 'Verification', {
      verifier: DeepVerifier.forVpc(watch, web.cluster.vpc),
      contract: contract(),
      service: web,
    });
    Object.entries(blueGreen).forEach(([name, value]) =>
      (web.node.defaultChild as CfnService).addPropertyOverride(`DeploymentConfiguration.${name}`, value),
    );
    expect(planIn(Template.fromStack(watch)).timing.deploymentSeconds).toBe(3 * BATCH + 30 * MINUTE);
  });
});
