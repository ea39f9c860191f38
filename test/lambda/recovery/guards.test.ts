import * as fc from 'fast-check';
import { facts, lookAt, NOW, SETTINGS, withSettings } from './given';
import { budgetWindowMs, readActs, withAct } from '../../../lambda/recovery/budget';
import type { RecoveryFacts } from '../../../lambda/recovery/facts';
import { guard, GuardName, GUARDS } from '../../../lambda/recovery/guards';
import { GUARD_NEXT } from '../../../lambda/recovery/words';
import type { Fault } from '../../../lambda/report/report';

const HOUR = 3_600_000;
const good = facts();
const { service, identity, report } = good;
const deployment = (rolloutState: string) => ({ service: { ...service!, deployments: [{ status: 'PRIMARY', rolloutState }] } });
const at = (time: string) => ({ now: Date.parse(`2026-11-20T${time}:00.000Z`) });

/** What makes each guard hold, whatever else is well. */
const HOLDS: Readonly<Record<GuardName, Readonly<Record<string, RecoveryFacts>>>> = {
  SWITCHED_OFF: { 'the switch is off': facts({ switchedOff: true }) },
  MAINTENANCE: {
    'within the hours': withSettings({ maintenance: [{ start: '03:00', end: '04:00' }] }),
    'over midnight': withSettings({ maintenance: [{ start: '22:00', end: '03:13' }] }),
    'in the second of two': withSettings({ maintenance: [{ start: '10:00', end: '11:00' }, { start: '03:12', end: '03:13' }] }),
  },
  ANOTHER_RECOVERY: { 'the lock is another\'s': facts({ holdsLock: false }) },
  UNKNOWN_DIAGNOSIS: {
    'nobody could look': facts({ report: undefined }),
    'ECS does not answer': facts({ service: undefined }),
    'the look came to no verdict': facts({ report: lookAt('PROBER_FAULT', 'PROBER_FAULT') }),
    'the task could not be judged': facts({ report: lookAt('PROBER_FAULT', 'HEALTHY', 'HEALTHY', 'HEALTHY') }),
  },
  STALE_DIAGNOSIS: {
    'older than a minute': facts({ now: NOW + 60_001 }),
    'from a clock that is ahead': facts({ now: NOW - 60_001 }),
    'without a time': facts({ report: { ...report!, at: 'never' } }),
  },
  DEPLOYING: {
    'ECS says so': facts(deployment('IN_PROGRESS')),
    'two deployments are there': facts({ service: { ...service!, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }, { status: 'ACTIVE' }] } }),
    'the verifier says so': facts({ report: { ...report!, counts: { ...report!.counts, deploying: 1 } } }),
    'the verifier\'s verdict': facts({ report: { ...report!, fault: 'DEPLOYING' } }),
  },
  DRAINING: {
    'ECS is stopping it': facts({ identity: { ...identity!, desiredStatus: 'STOPPED' } }),
    'it no longer runs': facts({ identity: { ...identity!, lastStatus: 'DEACTIVATING' } }),
    'it says so itself': facts({ report: lookAt('DRAINING', 'HEALTHY', 'HEALTHY', 'HEALTHY') }),
    'the service is being deleted': facts({ service: { ...service!, status: 'DRAINING' } }),
    'the service is scaled to zero': facts({ service: { ...service!, desired: 0 } }),
  },
  TASK_CHANGED: {
    'it is gone from ECS': facts({ identity: undefined }),
    'it is gone from the look': facts({ report: { ...report!, tasks: report!.tasks.slice(1) } }),
    'it started again': facts({ identity: { ...identity!, startedAt: new Date(NOW).toISOString() } }),
    'its address is another': facts({ identity: { ...identity!, address: '10.0.0.99' } }),
    'the look saw another address': facts({ report: { ...report!, tasks: report!.tasks.map((task) => ({ ...task, address: '10.0.0.99' })) } }),
  },
  SYSTEMIC: {
    'on three of four': facts({ report: { ...lookAt('HUNG', 'HUNG', 'HUNG', 'HEALTHY') } }),
    'different faults on three of four': facts({ report: lookAt('HUNG', 'DEPENDENCY_DOWN', 'PORT_CLOSED', 'HEALTHY') }),
    'more than is allowed here': withSettings({ maxAffectedShare: 0.3 }, { report: lookAt('HUNG', 'HUNG', 'HEALTHY', 'HEALTHY') }),
    'the verifier says so': facts({ report: { ...report!, fault: 'SYSTEMIC' } }),
  },
  TASK_PROTECTED: { 'by the application': facts({ isProtected: true }) },
  NO_REPLACEMENT: { 'the only task': facts({ report: lookAt('HUNG'), service: { ...service!, desired: 1 } }) },
  TOO_FEW_HEALTHY: {
    'another one fails': facts({ report: lookAt('HUNG', 'PORT_FILTERED', 'HEALTHY', 'HEALTHY') }),
    'another one starts': facts({ report: lookAt('HUNG', 'STARTING', 'HEALTHY', 'HEALTHY') }),
    'ECS is about to replace another': facts({ report: lookAt('HUNG', 'CONTAINER_CHECK_BROKEN', 'HEALTHY', 'HEALTHY') }),
    'more are asked for': withSettings({ minHealthyTasks: 4 }),
  },
  BUDGET_SPENT: {
    'two within the hour': facts({ acts: [NOW - HOUR + 10_000, NOW - 60_000] }),
    'two within two hours, after two more that day': facts({ acts: [NOW - 9 * HOUR, NOW - 8 * HOUR, NOW - 1.9 * HOUR, NOW - 1.8 * HOUR] }),
  },
  OBSERVING: { 'it only observes': withSettings({ mode: 'OBSERVE' }) },
};

const cases = Object.entries(HOLDS).flatMap(([name, ways]) => Object.entries(ways).map(([way, given]) => [name as GuardName, way, given] as const));

test('nothing keeps from restarting a task that hangs among three that are well', () => {
  expect(guard(good, 'RESTART')).toBeUndefined();
  expect(guard(good, 'ASK_APPLICATION')).toBeUndefined();
});

test.each(cases)('%s holds: %s', (name, _, given) => {
  const held = guard(given, 'RESTART');
  expect(held?.guard).toBe(name);
  expect(held?.reason).toMatch(/^(\d+ |only |[a-z]|ECS )/);
});

test('every guard is tried here, and says what happens next', () => {
  expect(Object.keys(HOLDS).sort()).toEqual([...GUARDS].sort());
  expect(Object.keys(GUARD_NEXT).sort()).toEqual([...GUARDS].sort());
});

test('asking an application stops nothing, so that what guards a restart does not keep from it', () => {
  const onlyRestarts = cases.filter(([, , given]) => guard(given, 'ASK_APPLICATION') === undefined).map(([name]) => name);
  expect([...new Set(onlyRestarts)]).toEqual(['TASK_PROTECTED', 'NO_REPLACEMENT', 'TOO_FEW_HEALTHY', 'BUDGET_SPENT']);
});

test.each<[string, RecoveryFacts]>([
  ['hours that are over', withSettings({ maintenance: [{ start: '02:00', end: '03:12' }] })],
  ['two of four tasks, where half may be down and two are enough', withSettings({ minHealthyTasks: 2 }, { report: lookAt('HUNG', 'HUNG', 'HEALTHY', 'HEALTHY') })],
  ['one restart this hour', facts({ acts: [NOW - 60_000] })],
  ['two restarts that are older than the hour', facts({ acts: [NOW - 1.1 * HOUR, NOW - 1.2 * HOUR] })],
  ['the only task, where that was allowed', withSettings({ minHealthyTasks: 0 }, { report: lookAt('HUNG'), service: { ...service!, desired: 1 } })],
  ['two tasks, of which the other is well', facts({ report: lookAt('HUNG', 'HEALTHY'), service: { ...service!, desired: 2 } })],
  ['a rolling service that keeps half', facts({ report: lookAt('HUNG', 'PORT_FILTERED', 'HEALTHY', 'HEALTHY'), service: { ...service!, minimumHealthyPercent: 50 } })],
  ['others that are slow, and serve', facts({ report: lookAt('HUNG', 'SLOW', 'TLS_EXPIRING', 'HEALTHY') })],
])('allowed: %s', (_, given) => {
  expect(guard(given, 'RESTART')).toBeUndefined();
});

describe('always', () => {
  const anyFacts = fc.record({
    switchedOff: fc.boolean(),
    holdsLock: fc.boolean(),
    isProtected: fc.boolean(),
    now: fc.integer({ min: NOW - 120_000, max: NOW + 120_000 }),
    acts: fc.array(fc.integer({ min: NOW - 30 * HOUR, max: NOW }), { maxLength: 8 }),
    report: fc.option(fc.array(fc.constantFrom<Fault[]>('HEALTHY', 'HUNG', 'DRAINING', 'STARTING', 'PROBER_FAULT', 'SLOW', 'DEPENDENCY_DOWN'), { minLength: 1, maxLength: 6 })
      .map((faults) => lookAt(...faults)), { nil: undefined }),
    identity: fc.constantFrom(identity, undefined, { ...identity!, address: '10.9.9.9' }, { ...identity!, desiredStatus: 'STOPPED' }),
    service: fc.constantFrom(service, undefined, deployment('IN_PROGRESS').service, { ...service!, desired: 1 }),
  }).map((changes) => facts(changes as Partial<RecoveryFacts>));

  test('what is restarted is a known, unchanged task of a service that is not deploying, with enough others and within its budget', () => {
    let allowed = 0;
    fc.assert(fc.property(anyFacts, (given) => {
      if (guard(given, 'RESTART')) { return; }
      allowed += 1;
      const others = given.report!.tasks.slice(1).filter(({ status }) => status === 'UP' || status === 'DEGRADED').length;
      expect(given).toMatchObject({ switchedOff: false, holdsLock: true, isProtected: false, identity: { address: given.task!.address, desiredStatus: 'RUNNING' } });
      expect(given.service!.deployments).toEqual([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]);
      expect(others).toBeGreaterThanOrEqual(1);
      expect(Math.abs(given.now - NOW)).toBeLessThanOrEqual(60_000);
      expect(given.acts.filter((act) => act > given.now - HOUR).length).toBeLessThan(SETTINGS.restarts);
    }), { numRuns: 3_000, seed: 5 });
    expect(allowed).toBeGreaterThan(0);
  });

  test('what is kept from asking is kept from restarting', () => {
    fc.assert(fc.property(anyFacts, (given) => {
      const asking = guard(given, 'ASK_APPLICATION');
      if (asking) { expect(guard(given, 'RESTART')).toBeDefined(); }
    }), { numRuns: 1_000, seed: 5 });
  });

  test('the window never shrinks below the one that was set, and grows with what was needed', () => {
    const acts = fc.array(fc.integer({ min: NOW - 24 * HOUR + 1, max: NOW }), { maxLength: 20 });
    fc.assert(fc.property(acts, fc.integer({ min: 1, max: 5 }), (given, restarts) => {
      const window = (some: readonly number[]) => budgetWindowMs({ ...SETTINGS, restarts }, some, NOW);
      expect(window(given)).toBeGreaterThanOrEqual(HOUR);
      expect(window([...given, NOW])).toBeGreaterThanOrEqual(window(given));
      expect(window(given)).toBeLessThanOrEqual(24 * HOUR);
    }), { seed: 5 });
  });

  test('the ledger\'s text says when, and forgets after a day', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: NOW - 48 * HOUR, max: NOW - 1 }), { maxLength: 10 }), (given) => {
      const sorted = [...given].sort((a, b) => a - b);
      expect(readActs(withAct(sorted, NOW))).toEqual([...sorted.filter((act) => act > NOW - 24 * HOUR), NOW]);
    }), { seed: 5 });
    expect(readActs('')).toEqual([]);
    expect(readActs('nonsense')).toEqual([]);
  });
});

test('hours are those of UTC, and end before their end', () => {
  const maintenance = [{ start: '22:00', end: '04:00' }];
  const held = (time: string) => guard(withSettings({ maintenance }, { ...at(time), report: { ...report!, at: new Date(at(time).now).toISOString() } }), 'RESTART')?.guard;
  expect(['21:59', '22:00', '00:00', '03:59', '04:00'].map(held)).toEqual([undefined, 'MAINTENANCE', 'MAINTENANCE', 'MAINTENANCE', undefined]);
});
