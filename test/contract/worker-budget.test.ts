import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { anyWorkerProps, keptWorker, killedWhileBooting, saysWhatIsPossible } from './promises';
import { HealthContract, type HealthContractProps, HealthEndpoint } from '../../src';

const s = (duration: Duration) => duration.toSeconds();

function holds(predicate: (kept: HealthContract, props: HealthContractProps) => void) {
  fc.assert(fc.property(keptWorker, (kept) => predicate(kept.contract, kept.props)), { numRuns: 500 });
}

describe('rules of the budget, over random workers', () => {
  test('2: a container kill comes only after the application had time for its own recovery', () => {
    holds(({ budget }, { inAppRecovery }) => {
      if (!inAppRecovery) { return; }
      expect(s(budget.earliestContainerKill)).toBeGreaterThanOrEqual(inAppRecovery.attempts * s(inAppRecovery.interval));
    });
  });

  test(
    '3: startPeriod covers startup as far as ECS lets it, and a grace period the rest with one check; every timeout '
      + 'is below its interval',
    () => {
      holds(({ budget: { container, verification } }, { startup }) => {
        expect(s(container.startPeriod)).toBe(Math.min(300, s(startup)));
        expect(container.gracePeriod?.toSeconds()).toBe(
          s(startup) > 300 ? s(startup) + s(container.interval) + s(container.timeout) : undefined,
        );
        expect(container.gracePeriod?.toSeconds() ?? 0).toBeLessThanOrEqual(2_147_483_647);
        expect(s(container.timeout)).toBeLessThan(s(container.interval));
        expect(s(verification.timeout)).toBeLessThan(s(verification.roundDeadline));
        expect(s(verification.roundDeadline)).toBeLessThanOrEqual(s(verification.roundSpacing));
      });
    },
  );

  test('3: no task is killed by its container check before its startup is over, whenever that check begins', () => {
    fc.assert(fc.property(keptWorker, fc.nat(), ({ contract: { budget: { container } }, props: { startup } }, at) => {
      fc.pre(s(startup) < 300_000);
      expect(killedWhileBooting(container, s(startup), at % s(container.interval))).toBe(false);
    }), { numRuns: 500 });
  });

  test('4: the longest piece of work and the shutdown fit between SIGTERM and SIGKILL, and replacements wait for both', () => {
    holds((kept, { longestRequest, shutdown = Duration.seconds(30), startup }) => {
      const { container, replacement } = kept.budget;
      expect(s(container.stopTimeout)).toBeGreaterThanOrEqual(s(longestRequest) + s(shutdown));
      expect(s(container.undrainedStopTimeout)).toBe(s(container.stopTimeout));
      expect(s(kept.containerOptions().stopTimeout)).toBe(s(container.stopTimeout));
      expect(s(replacement)).toBe(s(container.stopTimeout) + s(startup));
    });
  });

  test('6: detectWithin covers the container check and the look after it, and neither fewer checks nor fewer looks would do', () => {
    holds(({ budget: { container, verification, worstCases } }, { detectWithin, inAppRecovery }) => {
      expect(s(worstCases.detection)).toBeGreaterThan(s(worstCases.containerKill));
      if (!detectWithin) { return; }
      const limit = s(detectWithin);
      expect(s(worstCases.detection)).toBeLessThanOrEqual(limit);
      if (s(container.interval) < 300) { expect(s(worstCases.detection) + container.retries).toBeGreaterThan(limit); }
      if (verification.rounds === 1) { return; }
      const gap = verification.rounds === 2 ? 60 : Math.ceil(1.2 * 60 / (verification.rounds - 1));
      const left = limit - gap - s(verification.roundDeadline);
      const recovery = inAppRecovery ? inAppRecovery.attempts * s(inAppRecovery.interval) : 0;
      const possible = [3, 4, 5, 6, 7, 8, 9, 10].filter((retries) => {
        const interval = Math.min(300, Math.floor(left / retries) - s(container.timeout));
        return interval >= Math.max(5, s(container.timeout) + 1) && interval * (retries - 1) >= recovery;
      });
      expect(possible).toEqual([]);
    });
  });

  test('6: what cannot be met fails and says what would be possible, and that is possible', () => {
    const easy = { startup: Duration.seconds(10), shutdown: undefined, longestRequest: Duration.seconds(10) };
    fc.assert(fc.property(anyWorkerProps, fc.integer({ min: 1, max: 120 }), (props, wanted) => {
      const inAppRecovery = props.inAppRecovery && { ...props.inAppRecovery, attempts: 1 };
      saysWhatIsPossible(wanted, (detectWithin) => new HealthContract({ ...props, ...easy, inAppRecovery, detectWithin }));
    }));
  });

  test('every setting is within what ECS allows', () => {
    holds(({ budget: { container } }) => {
      const within = (value: number, min: number, max: number) =>
        expect(Number.isInteger(value) && value >= min && value <= max).toBe(true);
      within(s(container.interval), 5, 300);
      within(s(container.timeout), 2, 60);
      within(container.retries, 3, 10);
      within(s(container.startPeriod), 0, 300);
      within(s(container.stopTimeout), 2, 120);
    });
  });
});

describe('an ordinary worker', () => {
  const worker = (props: Partial<HealthContractProps> = {}) => new HealthContract({
    liveness: HealthEndpoint.command(['node', 'check.js']), startup: Duration.seconds(30), longestRequest: Duration.seconds(60), ...props,
  });

  test('is checked as ECS does by default, and looked at once a minute', () => {
    const { container, verification, worstCases, probesPerTaskAndDay } = worker().budget;
    expect([s(container.interval), s(container.timeout), container.retries, s(container.stopTimeout)]).toEqual([30, 5, 3, 90]);
    expect(verification.rounds).toBe(1);
    expect([s(worstCases.detection), s(worstCases.trafficRemoved), s(worstCases.containerKill)]).toEqual([175, 0, 105]);
    expect(probesPerTaskAndDay).toEqual({ container: 2880, targetGroup: 0, verifier: 0, total: 2880 });
  });

  test('is checked and verified more often when a fault must be detected sooner', () => {
    const { container, verification } = worker({ detectWithin: Duration.seconds(60) }).budget;
    expect([s(container.interval), container.retries, verification.rounds]).toEqual([6, 3, 5]);
  });

  test('explains every number without a load balancer', () => {
    const text = worker().budget.explain();
    expect(text).toMatch(/stopTimeout +90 s +the longest piece of work \(longestRequest\)/);
    expect(text).toMatch(/detection +175 s +ECS and verifier both know/);
    const slow = worker({ startup: Duration.minutes(10) }).budget.explain();
    expect(slow).toMatch(/gracePeriod +635 s +of the service/);
    for (const each of [text, slow]) { expect(each).not.toMatch(/undefined|NaN|[Tt]arget group|traffic|drain/); }
  });

  test('costs less than a service that is probed', () => {
    const web = new HealthContract({
      port: 80,
      liveness: HealthEndpoint.tcp(),
      startup: Duration.seconds(30),
      longestRequest: Duration.seconds(60),
    });
    expect(worker().budget.monthlyCost).toBeLessThan(web.budget.monthlyCost);
  });

  test('gives its command to the container', () => {
    const { healthCheck, stopTimeout } = worker().containerOptions();
    expect(healthCheck.command).toEqual(['CMD', 'node', 'check.js']);
    expect(s(stopTimeout)).toBe(90);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a port', () => worker({ port: 80 }), /liveness is a command is that of a worker: got port 80, allowed: no port\. Leave it out/],
    [
      'readiness',
      () => worker({ readiness: HealthEndpoint.http('/ready') }),
      /gets no traffic, so it has no readiness: got an HTTP endpoint/,
    ],
    ['closed ports', () => worker({ closedPorts: [9229] }), /not probed from outside: got closedPorts 9229/],
    [
      'a command that is one word with spaces',
      () => HealthEndpoint.command(['node check.js']),
      /container check cannot run.*each argument as a string of its own/,
    ],
    [
      'a timeout out of range',
      () => HealthEndpoint.command(['true'], { timeout: Duration.seconds(21) }),
      /got 21 seconds, allowed: 2 seconds to 20 seconds, in whole seconds/,
    ],
    [
      'work that ECS does not wait for',
      () => worker({ longestRequest: Duration.seconds(91) }),
      /got 91 s \(longestRequest\) and 30 s \(shutdown\), allowed: at most 120 s together.*back to its queue/,
    ],
    [
      'a recovery that ECS cannot wait for',
      () => worker({ inAppRecovery: { attempts: 10, interval: Duration.minutes(5) } }),
      /recovers itself: got 3000 s.*at most 2700 s/,
    ],
    [
      'a container probe',
      () => worker().containerOptions({ command: () => ['CMD', 'true'] }),
      /the command of its contract: got a container probe, allowed: neither/,
    ],
    ['readiness in its check', () => worker().containerOptions(undefined, { containerCheckUsesReadiness: true }),
      /got containerCheckUsesReadiness/],
    ['the port that it does not have', () => worker().port, /A worker has no port: got .*Give the contract a port/],
    ['the traffic endpoint that it does not have', () => worker().trafficEndpoint, /A worker has no traffic endpoint/],
    ['the target group that it does not have', () => worker().budget.targetGroup, /A worker has no target group/],
  ])('refuses %s', (_, refused, message) => {
    expect(refused).toThrow(message);
  });
});
