import * as fc from 'fast-check';
import { facts, reportOn, NOW, SETTINGS, withSettings } from './recovery-fixtures';
import { budgetWindowMs } from '../../../../lambda/recovery/ledger';
import { candidate } from '../../../../lambda/recovery/services/candidate';
import type { RecoveryFacts } from '../../../../lambda/recovery/services/facts';
import { findGuard, type GuardName, GUARDS } from '../../../../lambda/recovery/services/guards';
import { GUARD_NEXT } from '../../../../lambda/recovery/services/outcome-texts';
import type { Fault } from '../../../../lambda/shared/verdict';
import { readActs, withAct } from '../../../../src/shared/ledger';

const HOUR = 3_600_000;
const good = facts();
const { service, identity, report } = good;
const deployment = (rolloutState: string) => ({ service: { ...service!, deployments: [{ status: 'PRIMARY', rolloutState }] } });
const at = (time: string) => ({ now: Date.parse(`2026-11-20T${time}:00.000Z`) });

/** What makes each guard block, while all else is healthy. */
const BLOCKED_BY: Readonly<Record<GuardName, Readonly<Record<string, RecoveryFacts>>>> = {
  SWITCHED_OFF: { 'the switch is off': facts({ switchedOff: true }) },
  MAINTENANCE: {
    'within the hours': withSettings({ maintenance: [{ start: '03:00', end: '04:00' }] }),
    'over midnight': withSettings({ maintenance: [{ start: '22:00', end: '03:13' }] }),
    'in the second of two': withSettings({
      maintenance: [
        { start: '10:00', end: '11:00' },
        { start: '03:12', end: '03:13' },
      ],
    }),
  },
  ANOTHER_RECOVERY: { "the lock is another's": facts({ holdsLock: false }) },
  UNKNOWN_DIAGNOSIS: {
    'the verification failed': facts({ report: undefined }),
    'ECS does not answer': facts({ service: undefined }),
    'the verification gave no verdict': facts({ report: reportOn('PROBER_FAULT', 'PROBER_FAULT') }),
    'the task could not be judged': facts({ report: reportOn('PROBER_FAULT', 'HEALTHY', 'HEALTHY', 'HEALTHY') }),
  },
  STALE_DIAGNOSIS: {
    'older than a minute': facts({ now: NOW + 60_001 }),
    'from a clock that is ahead': facts({ now: NOW - 60_001 }),
    'without a time': facts({ report: { ...report!, at: 'never' } }),
  },
  DEPLOYING: {
    'ECS says so': facts(deployment('IN_PROGRESS')),
    'two deployments are there': facts({
      service: { ...service!, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }, { status: 'ACTIVE' }] },
    }),
    'the verifier says so': facts({ report: { ...report!, counts: { ...report!.counts, deploying: 1 } } }),
    "the verifier's verdict": facts({ report: { ...report!, fault: 'DEPLOYING' } }),
  },
  DRAINING: {
    'ECS is stopping it': facts({ identity: { ...identity!, desiredStatus: 'STOPPED' } }),
    'it no longer runs': facts({ identity: { ...identity!, lastStatus: 'DEACTIVATING' } }),
    'it says so itself': facts({ report: reportOn('DRAINING', 'HEALTHY', 'HEALTHY', 'HEALTHY') }),
    'the service is being deleted': facts({ service: { ...service!, status: 'DRAINING' } }),
    'the service is scaled to zero': facts({ service: { ...service!, desired: 0 } }),
  },
  TASK_CHANGED: {
    'it is gone from ECS': facts({ identity: undefined }),
    'it is gone from the verification': facts({ report: { ...report!, tasks: report!.tasks.slice(1) } }),
    'it started again': facts({ identity: { ...identity!, startedAt: new Date(NOW).toISOString() } }),
    'its address is another': facts({ identity: { ...identity!, address: '10.0.0.99' } }),
    'the verification found another address': facts({
      report: { ...report!, tasks: report!.tasks.map((task) => ({ ...task, address: '10.0.0.99' })) },
    }),
  },
  SYSTEMIC: {
    'on three of four': facts({ report: { ...reportOn('HUNG', 'HUNG', 'HUNG', 'HEALTHY') } }),
    'different faults on three of four': facts({ report: reportOn('HUNG', 'DEPENDENCY_DOWN', 'PORT_CLOSED', 'HEALTHY') }),
    'more than is allowed here': withSettings({ maxAffectedShare: 0.3 }, { report: reportOn('HUNG', 'HUNG', 'HEALTHY', 'HEALTHY') }),
    'others are unsteady': facts({ report: reportOn('COMPONENT_DOWN', 'UNSTEADY', 'UNSTEADY', 'HEALTHY') }),
    'the prober does not reach others': facts({ report: reportOn('PORT_CLOSED', 'PROBER_CUT_OFF', 'PROBER_CUT_OFF', 'HEALTHY') }),
    'the verifier says so': facts({ report: { ...report!, fault: 'SYSTEMIC' } }),
  },
  TASK_PROTECTED: {
    'by the application': facts({ isProtected: true }),
    'ECS does not say': facts({ isProtected: undefined }),
  },
  NO_REPLACEMENT: { 'the only task': facts({ report: reportOn('HUNG'), service: { ...service!, desired: 1 } }) },
  TOO_FEW_HEALTHY: {
    'another one fails': facts({ report: reportOn('HUNG', 'PORT_FILTERED', 'HEALTHY', 'HEALTHY') }),
    'another one starts': facts({ report: reportOn('HUNG', 'STARTING', 'HEALTHY', 'HEALTHY') }),
    'the prober does not reach another': facts({ report: reportOn('HUNG', 'PROBER_CUT_OFF', 'HEALTHY', 'HEALTHY') }),
    'ECS is about to replace another': facts({ report: reportOn('HUNG', 'CONTAINER_CHECK_BROKEN', 'HEALTHY', 'HEALTHY') }),
    'more are asked for': withSettings({ minHealthyTasks: 4 }),
  },
  BUDGET_SPENT: {
    'two within the hour': facts({ acts: [NOW - HOUR + 10_000, NOW - 60_000] }),
    'two within two hours, after two more that day': facts({ acts: [NOW - 9 * HOUR, NOW - 8 * HOUR, NOW - 1.9 * HOUR, NOW - 1.8 * HOUR] }),
  },
  OBSERVING: { 'it only observes': withSettings({ mode: 'OBSERVE' }) },
};

const cases = Object.entries(BLOCKED_BY).flatMap(([name, ways]) =>
  Object.entries(ways).map(([way, given]) => [name as GuardName, way, given] as const),
);

test('no guard blocks the restart of a task that hangs among three healthy ones', () => {
  expect(findGuard(good, 'RESTART')).toBeUndefined();
  expect(findGuard(good, 'ASK_APPLICATION')).toBeUndefined();
});

test.each(cases)('%s blocks: %s', (name, _, given) => {
  const blocking = findGuard(given, 'RESTART');
  expect(blocking?.guard).toBe(name);
  expect(blocking?.reason).toMatch(/^(\d+ |only |[a-z]|ECS )/);
});

test('no restart is advised of a task whose cause is common, and a recovery that begins all the same is blocked for it', () => {
  const common = reportOn('HUNG', 'HUNG', 'HUNG', 'HEALTHY');
  expect(common.tasks.map(({ remedy }) => remedy)).toEqual(['ALERT', 'ALERT', 'ALERT', 'NONE']);
  expect(findGuard(facts({ report: common, task: candidate(common, [])! }), 'RESTART')?.guard).toBe('SYSTEMIC');
});

test('every guard has a case here, and says what happens next', () => {
  expect(Object.keys(BLOCKED_BY).sort()).toEqual([...GUARDS].sort());
  expect(Object.keys(GUARD_NEXT).sort()).toEqual([...GUARDS].sort());
});

test('asking an application stops nothing, so that the guards of a restart do not block it', () => {
  const onlyRestarts = cases.filter(([, , given]) => findGuard(given, 'ASK_APPLICATION') === undefined).map(([name]) => name);
  expect([...new Set(onlyRestarts)]).toEqual(['TASK_PROTECTED', 'NO_REPLACEMENT', 'TOO_FEW_HEALTHY', 'BUDGET_SPENT']);
});

test.each<[string, RecoveryFacts]>([
  ['hours that are over', withSettings({ maintenance: [{ start: '02:00', end: '03:12' }] })],
  [
    'two of four tasks, where half may be down and two are enough',
    withSettings({ minHealthyTasks: 2 }, { report: reportOn('HUNG', 'HUNG', 'HEALTHY', 'HEALTHY') }),
  ],
  ['one restart this hour', facts({ acts: [NOW - 60_000] })],
  ['two restarts that are older than the hour', facts({ acts: [NOW - 1.1 * HOUR, NOW - 1.2 * HOUR] })],
  [
    'the only task, where that was allowed',
    withSettings({ minHealthyTasks: 0 }, { report: reportOn('HUNG'), service: { ...service!, desired: 1 } }),
  ],
  ['two tasks, of which the other is healthy', facts({ report: reportOn('HUNG', 'HEALTHY'), service: { ...service!, desired: 2 } })],
  [
    'a rolling service that keeps half',
    facts({ report: reportOn('HUNG', 'PORT_FILTERED', 'HEALTHY', 'HEALTHY'), service: { ...service!, minimumHealthyPercent: 50 } }),
  ],
  ['others that are slow, and serve', facts({ report: reportOn('HUNG', 'SLOW', 'TLS_EXPIRING', 'HEALTHY') })],
])('allowed: %s', (_, given) => {
  expect(findGuard(given, 'RESTART')).toBeUndefined();
});

describe('always', () => {
  const anyFacts = fc
    .record({
      switchedOff: fc.boolean(),
      holdsLock: fc.boolean(),
      isProtected: fc.constantFrom(true, false, undefined),
      now: fc.integer({ min: NOW - 120_000, max: NOW + 120_000 }),
      acts: fc.array(fc.integer({ min: NOW - 30 * HOUR, max: NOW }), { maxLength: 8 }),
      report: fc.option(
        fc
          .array(fc.constantFrom<Fault[]>('HEALTHY', 'HUNG', 'DRAINING', 'STARTING', 'PROBER_FAULT', 'SLOW', 'DEPENDENCY_DOWN'), {
            minLength: 1,
            maxLength: 6,
          })
          .map((faults) => reportOn(...faults)),
        { nil: undefined },
      ),
      identity: fc.constantFrom(identity, undefined, { ...identity!, address: '10.9.9.9' }, { ...identity!, desiredStatus: 'STOPPED' }),
      service: fc.constantFrom(service, undefined, deployment('IN_PROGRESS').service, { ...service!, desired: 1 }),
    })
    .map((changes) => facts(changes as Partial<RecoveryFacts>));

  test('what is restarted is a known, unchanged task of a service that is not deploying, with enough others and within its budget', () => {
    let allowed = 0;
    fc.assert(fc.property(anyFacts, (given) => {
      if (findGuard(given, 'RESTART')) { return; }
      allowed += 1;
      const others = given.report!.tasks.slice(1).filter(({ status }) => status === 'UP' || status === 'DEGRADED').length;
      expect(given).toMatchObject({
        switchedOff: false,
        holdsLock: true,
        isProtected: false,
        identity: { address: given.task!.address, desiredStatus: 'RUNNING' },
      });
      expect(given.service!.deployments).toEqual([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]);
      expect(others).toBeGreaterThanOrEqual(1);
      expect(Math.abs(given.now - NOW)).toBeLessThanOrEqual(60_000);
      expect(given.acts.filter((act) => act > given.now - HOUR).length).toBeLessThan(SETTINGS.restarts);
    }), { numRuns: 3_000, seed: 5 });
    expect(allowed).toBeGreaterThan(0);
  });

  test('whatever blocks asking blocks restarting', () => {
    fc.assert(fc.property(anyFacts, (given) => {
      const asking = findGuard(given, 'ASK_APPLICATION');
      if (asking) { expect(findGuard(given, 'RESTART')).toBeDefined(); }
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
  const held = (time: string) =>
    findGuard(withSettings({ maintenance }, { ...at(time), report: { ...report!, at: new Date(at(time).now).toISOString() } }), 'RESTART')
      ?.guard;
  expect(['21:59', '22:00', '00:00', '03:59', '04:00'].map(held)).toEqual([
    undefined,
    'MAINTENANCE',
    'MAINTENANCE',
    'MAINTENANCE',
    undefined,
  ]);
});
