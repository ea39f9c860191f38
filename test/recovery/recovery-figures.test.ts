import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { recoveryFigures } from '../../src/recovery/recovery-figures';
import { RECOVERY_FUNCTION_TIMEOUT } from '../../src/recovery/recovery-shared';
import { contract } from '../fixtures';

const people = fc.option(fc.integer({ min: 60, max: 86_400 }), { nil: undefined });
const attempts = fc.option(fc.record({ attempts: fc.integer({ min: 1, max: 10 }), interval: fc.integer({ min: 1, max: 30 }) }), {
  nil: undefined,
});

test('the lock holds longer than the longest way through a recovery', () => {
  fc.assert(fc.property(attempts, fc.integer({ min: 5, max: 280 }), people, (own, startup, within) => {
    const given = contract({
      inAppRecovery: own && { attempts: own.attempts, interval: Duration.seconds(own.interval) },
      startup: Duration.seconds(startup),
      detectWithin: undefined,
    });
    const approval = within === undefined ? undefined : Duration.seconds(within);
    const { lock, replacement, restartInPlace, verifyAgain } = recoveryFigures(given, approval);
    const tries = own?.attempts ?? 0;
    // Requests as long as the waits after them, a restart, a replacement that needs all five looks, and people who think to the last
    // second.
    const waits = 2 * tries * (own?.interval ?? 0) + restartInPlace.toSeconds() + replacement.toSeconds()
      + 5 * verifyAgain.toSeconds() + (within ?? 0);
    // Before and after each of them a decision, which is called up to three times, 2 s and 4 s after the one before.
    const decisions = (tries + 5 + 4) * (3 * RECOVERY_FUNCTION_TIMEOUT.toSeconds() + 6);
    expect(lock.toSeconds()).toBeGreaterThanOrEqual(waits + decisions);
    expect(restartInPlace.toSeconds()).toBe(given.budget.container.stopTimeout.toSeconds() + startup);
  }), { numRuns: 50 });
});

test('a part of a second that a recovery waits longer makes its lock a second longer', () => {
  const lockOf = (milliseconds: number) => recoveryFigures(contract({
    inAppRecovery: { attempts: 1, interval: Duration.millis(milliseconds) }, detectWithin: undefined,
  }), undefined).lock.toSeconds();
  expect([lockOf(1200), lockOf(1250)]).toEqual([lockOf(1000) + 1, lockOf(1000) + 1]);
});
