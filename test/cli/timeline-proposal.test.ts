import { Duration } from 'aws-cdk-lib';
import fc from 'fast-check';
import { anySettings, container, settings, targetGroup } from './timeline-settings';
import { applyProposal } from '../../cli/services/apply-proposal';
import { proposeContract, proposeStartup, type ContractProposal } from '../../cli/services/propose-contract';
import type { ProposedEndpoint } from '../../cli/services/propose-endpoints';
import type { ServiceSettings } from '../../cli/services/service-settings';
import { findDisagreements } from '../../cli/timeline/disagreements';
import { HealthContract, HealthEndpoint } from '../../src';
import { UNKNOWN } from '../../src/lint/value';

function endpoint({ protocol, path, port, command, timeout }: ProposedEndpoint): HealthEndpoint {
  const options = { ...port === undefined ? {} : { port }, ...timeout === undefined ? {} : { timeout: Duration.seconds(timeout) } };
  switch (protocol) {
    case 'command': return HealthEndpoint.command([...command!], timeout === undefined ? {} : { timeout: Duration.seconds(timeout) });
    case 'grpc': return HealthEndpoint.grpc('', options);
    case 'tcp': return HealthEndpoint.tcp(options);
    default: return HealthEndpoint[protocol](path!, options);
  }
}

/** The contract that the proposal's code would make. */
function contractOf({ port, liveness, readiness, startup, longestRequest, shutdown, detectWithin }: ContractProposal): HealthContract {
  return new HealthContract({
    ...port === undefined ? {} : { port },
    liveness: endpoint(liveness),
    ...readiness && { readiness: endpoint(readiness) },
    startup: Duration.seconds(startup.seconds),
    longestRequest: Duration.seconds(longestRequest.seconds),
    shutdown: Duration.seconds(shutdown.seconds),
    detectWithin: Duration.seconds(detectWithin.seconds),
  });
}

function checkedBy(...command: string[]): ServiceSettings {
  return settings({ container: container({ command }) });
}

test('what is there is kept: port, endpoints, boot, drain and stop', () => {
  const proposal = proposeContract(
    settings({
      container: {
        ...container({ command: ['CMD-SHELL', 'curl -f http://localhost:8080/live || exit 1'], timeout: 10, startPeriod: 45 }, 20),
        port: 8080,
      },
      targetGroup: targetGroup({ path: '/ready', port: 8081, deregistrationDelay: 15 }),
    }),
  )!;
  expect(proposal).toMatchObject({
    port: 8080,
    liveness: { protocol: 'http', path: '/live', timeout: 10 },
    readiness: { protocol: 'http', path: '/ready', port: 8081 },
    startup: { seconds: 45, from: 'template' },
    longestRequest: { seconds: 15, from: 'template' },
    shutdown: { seconds: 20, from: 'template' },
    detectWithin: { seconds: 75 },
  });
  expect(proposal.liveness.port).toBeUndefined();
});

test.each<[string, string[], Partial<ProposedEndpoint>]>([
  ['wget', ['CMD-SHELL', 'wget -qO- http://127.0.0.1:3000/a?b=c >/dev/null || exit 1'], { protocol: 'http', path: '/a?b=c' }],
  ['curl over TLS, in JSON form', ['CMD', 'curl', '-kf', 'https://localhost:3000/live'], { protocol: 'https', path: '/live' }],
  ['no path', ['CMD-SHELL', 'curl -f http://localhost:3000'], { protocol: 'http', path: '/' }],
  ['another port', ['CMD-SHELL', 'curl -f http://localhost:9000/live'], { protocol: 'http', path: '/live', port: 9000 }],
  ['grpc_health_probe', ['CMD', '/bin/grpc_health_probe', '-addr=:3000'], { protocol: 'grpc' }],
  ['a script of this library', ['CMD', 'node', '-e', 'x', 'http', '3000', '/live', '200-299', '4500'], { protocol: 'http', path: '/live' }],
])('liveness is what the container check asks: %s', (_name, command, expected) => {
  expect(proposeContract(checkedBy(...command))!.liveness).toMatchObject(expected);
});

test('one question on both layers is one endpoint', () => {
  const { liveness, readiness } = proposeContract(checkedBy('CMD-SHELL', 'curl -f http://localhost:3000/ready'))!;
  expect(liveness).toMatchObject({ protocol: 'http', path: '/ready' });
  expect(readiness).toBeUndefined();
});

test('a command that listens nowhere is a worker', () => {
  const proposal = proposeContract(settings({
    targetGroup: undefined, container: { ...container({ command: ['CMD', 'test', '-f', '/tmp/alive'] }, 90), port: undefined },
  }))!;
  expect(proposal.liveness).toMatchObject({ protocol: 'command', command: ['CMD', 'test', '-f', '/tmp/alive'] });
  expect([proposal.longestRequest.seconds, proposal.shutdown.seconds]).toEqual([60, 30]);
});

test('nothing is proposed where nothing says how to ask', () => {
  expect(proposeContract(settings({ container: { stopTimeout: 30 }, targetGroup: undefined }))).toBeUndefined();
  // It gets traffic, but only the deployment knows on which port: no worker.
  expect(proposeContract(settings({ container: { ...container({ command: ['CMD', 'test'] }), port: undefined } }))).toBeUndefined();
});

test.each<[string, Partial<ServiceSettings>, number, string]>([
  ['the grace period before the target is unhealthy, and one check', { gracePeriod: 60 }, 60 - (30 + 5), 'template'],
  // A boot of 31 s fails two checks, and 31 + 5 × 30 + 5 outlasts it.
  ['the grace period as long as one check is enough', { gracePeriod: 120 }, 30, 'template'],
  ['the grace period before all successes of an unhealthy target', { gracePeriod: 300 }, 300 - (5 * 30 + 5), 'template'],
  [
    'the grace period of a target that needs two successes',
    { gracePeriod: 120, targetGroup: targetGroup({ healthyThreshold: 2 }) },
    120 - (2 * 30 + 5),
    'template',
  ],
  [
    'the grace period behind an NLB after its registration',
    { gracePeriod: 400, targetGroup: targetGroup({ network: true }) },
    400 - 180 - (5 * 30 + 5),
    'template',
  ],
  ["the verifier's plan before all", { gracePeriod: 120, verifier: { rounds: 1, roundDeadline: 15, startup: 33 } }, 33, 'template'],
  ['nothing', {}, 60, 'assumed'],
  ['what is not known', { gracePeriod: UNKNOWN }, 60, 'assumed'],
  [
    'a grace period beyond any start period, after the checks of whoever is later',
    { gracePeriod: 2000, container: container({ interval: 200 }) },
    2000 - (200 + 5),
    'template',
  ],
  [
    'a grace period that no container check can follow beyond its start period',
    { gracePeriod: 460, container: container({ interval: 200 }) },
    300,
    'template',
  ],
  [
    'the grace period of a service without load balancer',
    { gracePeriod: 635, targetGroup: undefined, container: container({ startPeriod: 300 }) },
    600,
    'template',
  ],
])('the boot follows from %s', (_name, changes, seconds, from) => {
  expect(proposeContract(settings(changes))!.startup).toMatchObject({ seconds, from });
});

test('a boot that a grace period covers is covered: no second of it contradicts the timeline', () => {
  const certain = anySettings((seconds) => seconds);
  fc.assert(fc.property(certain, (any) => {
    const startup = proposeStartup(any, {});
    const fromGrace = startup.reason.includes('grace period');
    const found = findDisagreements(any, startup, {}).map(({ id }) => id);
    return !fromGrace || !any.targetGroup || !found.includes('grace-shorter-than-startup');
  }), { numRuns: 2000 });
});

test('what is said comes before what is read', () => {
  const { startup, longestRequest } = proposeContract(settings({ gracePeriod: 120 }), { startup: 7, longestRequest: 8 })!;
  expect([startup, longestRequest]).toMatchObject([{ seconds: 7, from: 'stated' }, { seconds: 8, from: 'stated' }]);
});

test("AWS's default drain says nothing about requests", () => {
  expect(proposeContract(settings())!.longestRequest).toMatchObject({ seconds: 30, from: 'assumed' });
});

test('a target group that somebody made quick stays as quick as contracts can be', () => {
  expect(proposeContract(settings({ targetGroup: targetGroup({ interval: 10 }) }))!.detectWithin).toMatchObject({ seconds: 25 });
  expect(proposeContract(settings({ targetGroup: targetGroup({ interval: 20 }) }))!.detectWithin).toMatchObject({ seconds: 45 });
});

test('always: what is proposed is a contract that can be kept, and its budget is what is applied', () => {
  const anyStated = fc.record(
    { startup: fc.oneof(fc.nat(99_999), fc.nat(3_000_000_000)), longestRequest: fc.nat(99_999) },
    { requiredKeys: [] },
  );
  const inSeconds = <K extends string>(durations: Record<K, Duration>, ...keys: K[]) => (
    Object.fromEntries(keys.map((key) => [key, durations[key].toSeconds()])));
  fc.assert(fc.property(anySettings(), anyStated, (any, stated) => {
    const proposal = proposeContract(any, stated);
    if (!proposal) { return; }
    const { budget, isWorker } = contractOf(proposal);
    const applied = applyProposal(any, proposal);
    const { stopTimeout, undrainedStopTimeout, retries } = budget.container;
    expect(applied.container.check).toMatchObject({ ...inSeconds(budget.container, 'interval', 'timeout', 'startPeriod'), retries });
    expect(applied.container.check!.command).toEqual(any.container.check?.command ?? proposal.liveness.command ?? []);
    expect(applied.container.stopTimeout).toBe((any.targetGroup && !isWorker ? stopTimeout : undrainedStopTimeout).toSeconds());
    // Nothing that is proposed is found wanting afterwards, however long the boot.
    expect(findDisagreements(applied, proposal.startup, stated).map(({ id }) => id)).not.toContain('start-period-shorter-than-startup');
    if (!applied.targetGroup || isWorker) {
      expect(applied.gracePeriod).toBe(budget.container.gracePeriod?.toSeconds() ?? any.gracePeriod);
      return;
    }
    expect(applied.targetGroup).toMatchObject(inSeconds(budget.targetGroup, 'interval', 'timeout', 'deregistrationDelay'));
    const { gracePeriod, networkGracePeriod } = budget.targetGroup;
    expect(applied.gracePeriod).toBe((applied.targetGroup.network ? networkGracePeriod : gracePeriod).toSeconds());
  }));
});
