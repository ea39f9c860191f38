import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { anyProps, keptContract, healthyAt, killedWhileBooting, saysWhatIsPossible } from './promises';
import { HealthContract, type HealthContractProps, type IContainerProbe } from '../../src';
import { contract } from '../fixtures';

const s = (duration: Duration) => duration.toSeconds();
const probe: IContainerProbe = { command: (endpoint) => ['CMD', endpoint.path!] };

function holds(predicate: (kept: HealthContract, props: HealthContractProps) => void) {
  fc.assert(fc.property(keptContract, (kept) => predicate(kept.contract, kept.props)), { numRuns: 500 });
}

describe('rules of the budget, over random contracts', () => {
  test('1: traffic stops before ECS replaces the task, even in its worst case against the soonest kill', () => {
    holds(({ budget }) => {
      expect(s(budget.worstCases.trafficRemoved)).toBeLessThan(s(budget.worstCases.containerKill));
      expect(s(budget.worstCases.trafficRemoved)).toBeLessThan(s(budget.earliestContainerKill));
    });
  });

  test('2: a container kill comes only after the application had time for its own recovery', () => {
    holds(({ budget }, { inAppRecovery }) => {
      if (!inAppRecovery) { return; }
      expect(s(budget.earliestContainerKill)).toBeGreaterThanOrEqual(inAppRecovery.attempts * s(inAppRecovery.interval));
    });
  });

  test(
    '3: startPeriod covers startup as far as ECS lets it, grace covers startup and one check, every timeout is below ' + 'its interval',
    () => {
      holds(({ budget }, { startup }) => {
        const { container, targetGroup, verification } = budget;
        expect(s(container.startPeriod)).toBe(Math.min(300, s(startup)));
        for (const grace of [targetGroup.gracePeriod, targetGroup.networkGracePeriod]) {
          expect(s(grace)).toBeGreaterThanOrEqual(s(startup) + s(targetGroup.interval) + s(targetGroup.timeout));
        }
        expect(container.gracePeriod?.toSeconds()).toBe(s(startup) > 300 ? s(targetGroup.gracePeriod) : undefined);
        expect(s(container.timeout)).toBeLessThan(s(container.interval));
        expect(s(targetGroup.timeout)).toBeLessThan(s(targetGroup.interval));
        expect(s(verification.timeout)).toBeLessThan(s(verification.roundDeadline));
        expect(s(verification.roundDeadline)).toBeLessThanOrEqual(s(verification.roundSpacing));
      });
    },
  );

  test('3: no task is killed by its container check before its startup is over, whenever that check begins', () => {
    fc.assert(fc.property(keptContract, fc.nat(), ({ contract: { budget: { container } }, props: { startup } }, at) => {
      fc.pre(s(startup) < 300_000);
      expect(killedWhileBooting(container, s(startup), at % s(container.interval))).toBe(false);
    }), { numRuns: 500 });
  });

  test('3: no task is replaced for its target, which may turn unhealthy before the boot is over, whenever the checks begin', () => {
    fc.assert(fc.property(keptContract, fc.nat(), ({ contract: { budget: { targetGroup } }, props: { startup } }, at) => {
      fc.pre(s(startup) < 300_000);
      expect(healthyAt(targetGroup, s(startup), at % s(targetGroup.interval))).toBeLessThanOrEqual(s(targetGroup.gracePeriod));
    }), { numRuns: 500 });
  });

  test('3: without its grace period a long boot would be killed', () => {
    const { container } = contract({ startup: Duration.minutes(10) }).budget;
    expect(killedWhileBooting({ ...container, gracePeriod: undefined }, 600, 0)).toBe(true);
  });

  test('4: draining and stopping have the time that was promised, within the limits of ECS, and replacements too', () => {
    holds(({ budget }, { longestRequest, shutdown, startup }) => {
      const { container, targetGroup, replacement } = budget;
      expect(s(targetGroup.deregistrationDelay)).toBeGreaterThanOrEqual(s(longestRequest));
      expect(s(container.stopTimeout)).toBeGreaterThanOrEqual(s(shutdown ?? Duration.seconds(30)));
      expect(s(container.stopTimeout)).toBeGreaterThanOrEqual(2);
      expect(s(container.stopTimeout)).toBeLessThanOrEqual(120);
      expect(s(replacement)).toBeGreaterThanOrEqual(s(targetGroup.deregistrationDelay) + s(container.stopTimeout) + s(startup));
      const { taskReplaced, deployment } = budget.worstCases;
      const firstCheck = s(targetGroup.gracePeriod) - s(startup);
      expect(s(deployment)).toBe(s(replacement) + firstCheck);
      expect(s(taskReplaced)).toBeGreaterThan(s(deployment));
    });
  });

  test('5: the container check asks liveness, never readiness unless told to', () => {
    holds((kept) => {
      expect(kept.containerOptions(probe).healthCheck.command).toEqual(['CMD', '/live']);
      expect(kept.containerOptions(probe, { containerCheckUsesReadiness: true }).healthCheck.command).toEqual([
        'CMD',
        kept.readiness ? '/ready' : '/live',
      ]);
    });
  });

  test('6: detectWithin is met, and neither a longer interval nor fewer looks would meet it', () => {
    holds(({ budget }, { detectWithin }) => {
      if (!detectWithin) { return; }
      const limit = s(detectWithin);
      const { targetGroup, verification } = budget;
      expect(s(budget.worstCases.detection)).toBeLessThanOrEqual(limit);
      const longer = (s(targetGroup.interval) + 1) * targetGroup.unhealthyThreshold + s(targetGroup.timeout);
      if (s(targetGroup.interval) < 300) { expect(longer).toBeGreaterThan(limit); }
      const fewer = verification.rounds - 1;
      const gap = fewer === 1 ? 60 : 1.2 * 60 / fewer;
      if (fewer > 0) { expect(Math.ceil(gap) + s(verification.roundDeadline)).toBeGreaterThan(limit); }
    });
  });

  test('6: what cannot be met fails and says what would be possible, and that is possible', () => {
    const easy = { startup: Duration.seconds(10), shutdown: undefined, longestRequest: Duration.seconds(10), inAppRecovery: undefined };
    fc.assert(fc.property(anyProps, fc.integer({ min: 1, max: 120 }), (props, wanted) => {
      saysWhatIsPossible(wanted, (detectWithin) => new HealthContract({ ...props, ...easy, detectWithin }));
    }));
  });

  test('every setting is within what AWS allows', () => {
    const within = (value: number, min: number, max: number) => {
      expect(Number.isInteger(value)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    };
    holds(({ budget: { container, targetGroup } }) => {
      within(s(container.interval), 5, 300);
      within(s(container.timeout), 2, 60);
      within(container.retries, 1, 10);
      within(s(container.startPeriod), 0, 300);
      within(s(targetGroup.networkGracePeriod), 0, 2_147_483_647);
      within(s(targetGroup.interval), 5, 300);
      within(s(targetGroup.timeout), 2, 120);
      within(targetGroup.unhealthyThreshold, 2, 10);
      within(targetGroup.healthyThreshold, 2, 10);
      within(s(targetGroup.deregistrationDelay), 0, 3600);
    });
  });
});

describe('an ordinary web service', () => {
  const { budget } = contract();

  test('gets one look a minute and the numbers that follow', () => {
    expect(s(budget.worstCases.detection)).toBe(75);
    expect(budget.verification.rounds).toBe(1);
    expect(s(budget.targetGroup.interval)).toBe(35);
    expect(s(budget.container.interval) * (budget.container.retries - 1)).toBe(76);
  });

  test('knows its load and its cost', () => {
    const { container, targetGroup, verifier, total } = budget.probesPerTaskAndDay;
    expect(container).toBe(Math.round(86400 / 38));
    expect(targetGroup).toBe(2 * Math.round(86400 / 35));
    expect(verifier).toBe(2 * 1440);
    expect(total).toBe(container + targetGroup + verifier);
    // Two metrics and two alarms are $0.80 of it.
    expect(budget.monthlyCost).toBe(1.27);
  });

  test('costs more when it must be watched more often', () => {
    const eager = contract({ detectWithin: Duration.seconds(21) }).budget;
    expect(eager.verification.rounds).toBe(6);
    expect(eager.monthlyCost).toBeGreaterThan(budget.monthlyCost);
  });

  test('that boots for ten minutes leaves to the service what no start period covers, and says so', () => {
    const slow = contract({ startup: Duration.minutes(10) }).budget;
    // Two checks of the target are later than one of the container: 2 × 35 s and 5 s, 38 s and 5 s.
    const { container, targetGroup: { gracePeriod, networkGracePeriod } } = slow;
    expect([container.startPeriod, container.gracePeriod!, gracePeriod, networkGracePeriod].map(s)).toEqual([300, 675, 675, 855]);
    const text = slow.explain();
    expect(text).toMatch(/startPeriod +300 s +the most that ECS allows; the slowest normal boot takes 600 s \(startup\)/);
    expect(text.match(/gracePeriod +675 s/g)).toHaveLength(2);
    expect(text).toMatch(/until then it ignores an UNHEALTHY container/);
    expect(budget.explain()).not.toMatch(/UNHEALTHY/);
    expect(budget.container.gracePeriod).toBeUndefined();
  });

  test('explains every number with its reason', () => {
    const text = budget.explain();
    for (const line of [
      /startPeriod +60 s +the slowest normal boot/,
      /deregistrationDelay +30 s +the longest request/,
      /gracePeriod +135 s +startup and 2 load-balancer checks: the target may fail during the boot/,
      /detection +75 s/,
      /task replaced +324 s/,
      /total +10092 +one every 8\.6 s/,
      /estimate +\$1\.27 a month/,
    ]) { expect(text).toMatch(line); }
    expect(text).not.toMatch(/undefined|NaN/);
  });
});
