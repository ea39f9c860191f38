import { Duration } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import fc from 'fast-check';
import handWritten from './fixtures/hand-written.template.json';
import { anySettings, container, settings, targetGroup } from './timeline-settings';
import type { StatedDurations } from '../../cli/services/propose-contract';
import { whenKnown, type Quantity } from '../../cli/services/quantity';
import { readServices } from '../../cli/services/read-services';
import type { ServiceSettings } from '../../cli/services/service-settings';
import type { Phase, PhaseId } from '../../cli/timeline/phase';
import { serviceTimeline, type Timeline } from '../../cli/timeline/timeline';
import { ContainerProbe, type HealthContract, HealthEndpoint, LayeredHealth } from '../../src';
import { UNKNOWN } from '../../src/lint/value';
import { contract, stackWithVpc, Template } from '../fixtures';
import { withProperties } from '../lint/template';

const phaseOf = ({ boot, fault }: Timeline, id: PhaseId): Phase | undefined => [...boot, ...fault].find((phase) => phase.id === id);
const endOf = (timeline: Timeline, id: PhaseId): Quantity[] => {
  const { best, typical, worst } = phaseOf(timeline, id)!.end;
  return [best, typical, worst];
};
const now = (changes: Partial<ServiceSettings> = {}, stated: StatedDurations = {}) => serviceTimeline(settings(changes), stated).now;
const disagreements = (changes: Partial<ServiceSettings>, stated: StatedDurations = {}) =>
  now(changes, stated).disagreements.map(({ id }) => id);

test('figures of a template whose layers were set by hand are those that one computes by hand', () => {
  const [service, ...others] = readServices([{ name: 'hand-written', body: handWritten }]);
  expect(others).toEqual([]);
  const timeline = serviceTimeline(service).now;
  expect(Object.fromEntries([...timeline.boot, ...timeline.fault].map(({ id }) => [id, endOf(timeline, id)]))).toEqual({
    'boot': [90, 90, 90], // the start period
    'start-period': [90, 90, 90],
    'grace-period': [60, 60, 60],
    // Unhealthy after 30 s, so that it needs AWS's default of 5 successes: 4 × 30, 5 × 30 + 5.
    'in-service': [210, 227.5, 245],
    'container-check': [20, 32.5, 45], // 2 × 10, 3 × (10 + 5)
    'target-group': [30, 47.5, 65], // 30, 2 × 30 + 5
    'route53': [20, 28, 36], // 2 × 10, 3 × 10 + 6
    'traffic-removed': [20, 32.5, 45], // the task is deregistered when the container check fails first
    'replacement-decided': [20, 32.5, 45],
    'drain': [320, 332.5, 345], // AWS's default: 300
    'stop': [320, 347.5, 375], // up to 30
    'replacement-boot': [110, 122.5, 465], // room for it at once; at worst after the stop
    'replacement-in-service': [230, 260, 620], // and 120 to 155
    'deployment': [510, 542.5, 575], // 90 + 120 + 300, and up to 35 + 30
  });
  expect(timeline.disagreements.map(({ id }) => id)).toEqual(['kill-before-traffic', 'grace-shorter-than-startup']);
});

test.each([
  [{}, 3 * 3600],
  [{ BakeTimeInMinutes: 10 }, 36 * 3600],
])('a rolling deployment with %j: CloudFormation gives up after %d s', (configuration, seconds) => {
  const body = withProperties({ Service: { DeploymentConfiguration: configuration } });
  const [service] = readServices([{ name: 'Shop', body }]);
  expect(serviceTimeline(service).now.badDeployment.find(({ id }) => id === 'cloudformation')?.end.best).toBe(seconds);
});

test('a replacement waits for the stop where the percentages leave no room', () => {
  expect(phaseOf(now({ startsFirst: true }), 'replacement-boot')!.start).toEqual({ best: 30, typical: 47.5, worst: 3 * 35 + 300 + 30 });
  const timeline = now({ startsFirst: false });
  expect(phaseOf(timeline, 'replacement-boot')!.start).toEqual(phaseOf(timeline, 'stop')!.end);
});

test('without a container check the target group decides, and without both nobody', () => {
  const unasked = { port: 3000, stopTimeout: 30 };
  expect(endOf(now({ container: unasked }), 'replacement-decided')).toEqual([30, 47.5, 65]);
  const unchecked = now({ container: unasked, targetGroup: undefined });
  expect(endOf(unchecked, 'replacement-decided')).toEqual([Infinity, Infinity, Infinity]);
  expect(unchecked.disagreements.map(({ id }) => id)).toEqual(['nobody-notices']);
});

test('a Network Load Balancer may take three minutes to register a target', () => {
  expect(endOf(now({ targetGroup: targetGroup({ network: true }) }, { startup: 20 }), 'in-service')).toEqual([
    20,
    20 + 17.5 + 90,
    20 + 35 + 180,
  ]);
});

describe('where layers disagree', () => {
  const checked = (...changes: Parameters<typeof container>) => ({ container: container(...changes) });

  test.each<[string, Partial<ServiceSettings>, StatedDurations]>([
    ['kill-before-traffic', checked({ interval: 32 }), {}],
    ['grace-shorter-than-startup', { ...checked({ interval: 60 }), gracePeriod: 214 }, { startup: 60 }],
    ['start-period-shorter-than-startup', { ...checked({ interval: 39 }), gracePeriod: 116 }, { startup: 120 }],
    [
      'drain-shorter-than-request',
      { ...checked({ interval: 60 }), targetGroup: targetGroup({ deregistrationDelay: 29 }) },
      { longestRequest: 30 },
    ],
    ['drain-shorter-than-stop', { ...checked({ interval: 60 }, 60), targetGroup: targetGroup({ deregistrationDelay: 59 }) }, {}],
  ])('%s', (id, changes, stated) => {
    expect(disagreements(changes, stated)).toContain(id);
  });

  test.each([
    ['a boot that a start period covers', 300, 'Set startPeriod to 300 s.'],
    [
      'a longer one',
      301,
      'Set startPeriod to 300 s, the most that ECS allows, and the grace period of the service to 366 s: it covers the '
        + 'container check as well.',
    ],
  ])('the way out of too short a start period, for %s', (_, startup, fix) => {
    const found = now({ ...checked({ interval: 60 }), gracePeriod: 0 }, { startup }).disagreements.find(
      ({ id }) => id === 'start-period-shorter-than-startup',
    );
    expect(found?.fix).toBe(fix);
  });

  test.each<[string, Partial<ServiceSettings>, StatedDurations]>([
    ['kill-before-traffic', checked({ interval: 33 }), {}],
    ['grace-shorter-than-startup', { ...checked({ interval: 60 }), gracePeriod: 60 + 5 * 30 + 5 }, { startup: 60 }],
    ['grace-shorter-than-startup, where the boot ends before the second check', { ...checked({ interval: 60 }), gracePeriod: 65 },
      { startup: 30 }],
    ['grace-shorter-than-startup, where the boot is only assumed', checked({ interval: 60 }), {}],
    ['start-period-shorter-than-startup', { ...checked({ interval: 60 }), gracePeriod: 120 + 5 * 30 + 5 }, { startup: 120 }],
    [
      'drain-shorter-than-request',
      { ...checked({ interval: 60 }), targetGroup: targetGroup({ deregistrationDelay: 30 }) },
      { longestRequest: 30 },
    ],
    ['drain-shorter-than-stop', { ...checked({ interval: 60 }, 60), targetGroup: targetGroup({ deregistrationDelay: 60 }) }, {}],
    [
      'anything, where it is unknown',
      {
        ...checked({ interval: UNKNOWN }),
        targetGroup: targetGroup({ interval: UNKNOWN, deregistrationDelay: UNKNOWN }),
        gracePeriod: UNKNOWN,
      },
      { startup: 60, longestRequest: 60 },
    ],
  ])('not %s', (_id, changes, stated) => {
    expect(disagreements(changes, stated)).toEqual([]);
  });
});

test('always: best ≤ typical ≤ worst, no phase ends before it starts, and the story goes on in its order', () => {
  const inOrder: readonly (readonly [PhaseId, PhaseId])[] = [
    ['boot', 'in-service'], ['traffic-removed', 'replacement-decided'], ['replacement-decided', 'drain'], ['drain', 'stop'],
    ['replacement-decided', 'stop'], ['replacement-decided', 'replacement-boot'], ['replacement-boot', 'replacement-in-service'],
  ];
  const cases = ['best', 'typical', 'worst'] as const;
  const exceeds = (...pair: readonly [Quantity, Quantity]) => whenKnown(pair, (one, other) => one > other) ?? false;
  fc.assert(fc.property(anySettings(), (any) => {
    const { now: asItIs, suggested } = serviceTimeline(any);
    for (const timeline of [asItIs, ...suggested ? [suggested.timeline] : []]) {
      const phases = [...timeline.boot, ...timeline.fault];
      for (const { start, end } of phases) {
        for (const { best, typical, worst } of [start, end]) {
          expect(exceeds(best, typical) || exceeds(typical, worst)).toBe(false);
        }
        for (const name of cases) { expect(exceeds(start[name], end[name])).toBe(false); }
      }
      for (const [first, next] of inOrder) {
        const [one, other] = [phaseOf(timeline, first), phaseOf(timeline, next)];
        for (const name of cases) {
          expect(one !== undefined && other !== undefined && exceeds(one.end[name], other.end[name])).toBe(false);
        }
      }
    }
  }));
});

test('always: the contract that fits to a service leaves no two layers in disagreement', () => {
  fc.assert(fc.property(anySettings(), (any) => {
    expect(serviceTimeline(any).suggested?.timeline.disagreements ?? []).toEqual([]);
  }));
});

describe('a template made with a contract', () => {
  test.each<[string, HealthContract]>([
    ['of an ordinary service', contract()],
    ['that detects soon', contract({ detectWithin: Duration.seconds(30), shutdown: Duration.seconds(90), startup: Duration.seconds(200) })],
    [
      'with slow endpoints',
      contract({
        readiness: HealthEndpoint.http('/health/ready', { timeout: Duration.seconds(15) }),
        longestRequest: Duration.seconds(700),
      }),
    ],
  ])('%s has the worst cases of its budget, and nothing to change', (_name, made) => {
    const { stack, vpc } = stackWithVpc();
    const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
      vpc,
      desiredCount: 2,
      minHealthyPercent: 100,
      taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
    });
    new LayeredHealth(stack, 'Health', {
      contract: made,
      service: web.service,
      targetGroups: [web.targetGroup],
      containerProbe: ContainerProbe.curl(),
    });
    const [service] = readServices([{ name: 'Stack', body: Template.fromStack(stack).toJSON() }]);
    const timeline = serviceTimeline(service).now;
    const worst = (id: PhaseId) => Duration.seconds(Number(phaseOf(timeline, id)!.end.worst)).toSeconds();
    const { worstCases, earliestContainerKill } = made.budget;
    expect(worst('traffic-removed')).toBe(worstCases.trafficRemoved.toSeconds());
    expect(worst('container-check')).toBe(worstCases.containerKill.toSeconds());
    expect(Math.max(worst('target-group'), worst('verifier'))).toBe(worstCases.detection.toSeconds());
    expect(worst('replacement-in-service')).toBe(worstCases.taskReplaced.toSeconds());
    expect(worst('deployment')).toBe(worstCases.deployment.toSeconds());
    expect(phaseOf(timeline, 'container-check')!.end.best).toBe(earliestContainerKill.toSeconds());
    expect(timeline.disagreements).toEqual([]);
    // What nobody can read out of a template is said.
    const stated = { startup: made.startup.toSeconds(), longestRequest: made.budget.targetGroup.deregistrationDelay.toSeconds() };
    expect(serviceTimeline(service, stated).now.disagreements).toEqual([]);
  });
});
