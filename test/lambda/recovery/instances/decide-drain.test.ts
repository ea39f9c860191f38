import * as fc from 'fast-check';
import {
  decideDrain, type InstanceDecision, type InstanceFacts, type Remembered,
} from '../../../../lambda/recovery/instances/decide-drain';
import { instanceMessage } from '../../../../lambda/recovery/instances/instance-message';
import type { InstanceSettings } from '../../../../src/shared/instance-settings';
import { runs, SEED } from '../../../runs';

const NOW = Date.parse('2026-11-20T03:12:00.000Z');
const MINUTE = 60_000;
const SETTINGS: InstanceSettings = {
  cluster: 'prod',
  plans: [],
  mode: 'ACT',
  killSwitch: '/switch',
  afterSeconds: 600,
  minHealthyInstances: 1,
  maxDrains: 1,
  windowSeconds: 86_400,
};

const well = (id: string, changes: Partial<InstanceFacts> = {}): InstanceFacts => (
  { arn: `arn/${id}`, instanceId: `i-${id}`, status: 'ACTIVE', agentConnected: true, tasks: 3, judged: 3, down: 0, ...changes }
);
const lost = (id: string) => well(id, { agentConnected: false });

/** Looks once a minute, as the state machine does. */
function play(
  looks: readonly (readonly InstanceFacts[])[], settings = SETTINGS, acts: readonly number[] | null = [], switchedOff = false,
): InstanceDecision[] {
  let before: Remembered = { suspects: [] };
  return looks.map((instances, minute) => {
    const decision = decideDrain({ instances, switchedOff }, before, settings, NOW + minute * MINUTE);
    before = { suspects: JSON.parse(JSON.stringify(decision.suspects)) as Remembered['suspects'], ...acts ? { acts } : {} };
    return decision;
  });
}

const times = (instances: readonly InstanceFacts[], count: number) => Array.from({ length: count }, () => instances);
const last = <T>(list: readonly T[]) => list[list.length - 1];

test('an instance without agent for ten minutes is drained, not sooner', () => {
  const decisions = play(times([lost('a'), well('b'), well('c')], 11));
  expect(decisions.slice(0, 10).every(({ decision }) => decision === 'WAIT')).toBe(true);
  expect(last(decisions)).toMatchObject({ decision: 'DRAIN', instance: { instanceId: 'i-a', fault: 'AGENT_DISCONNECTED' } });
  expect(instanceMessage(last(decisions), SETTINGS, NOW + 10 * MINUTE)).toMatchObject({
    subject: 'i-a: draining',
    text: expect.stringMatching(/^Instance i-a of cluster prod: its ECS agent has been disconnected for 10 minutes\. It is being drained/),
  });
});

test('an agent that comes back in between begins anew', () => {
  const gone = [lost('a'), well('b')];
  expect(play([...times(gone, 9), [well('a'), well('b')], ...times(gone, 9)]).map(({ decision }) => decision)).not.toContain('DRAIN');
});

test.each([
  ['all of three tasks are down', well('a', { down: 3 }), 'DRAIN'],
  ['one task serves', well('a', { down: 2 }), 'NOTHING'],
  ['one task is not known to the verifier', well('a', { judged: 2, down: 2 }), 'NOTHING'],
  ['a single task is down, which is replaced alone', well('a', { tasks: 1, judged: 1, down: 1 }), 'NOTHING'],
  ['it registers', well('a', { status: 'REGISTERING', agentConnected: false }), 'NOTHING'],
])('%s', (_, instance, decision) => {
  expect(last(play(times([instance, well('b'), well('c')], 11))).decision).toBe(decision);
});

test.each([
  ['ANOTHER_DRAIN', [lost('a'), well('b'), well('c', { status: 'DRAINING' })], SETTINGS, []],
  ['COMMON_CAUSE', [lost('a'), lost('b'), well('c')], SETTINGS, []],
  ['TOO_FEW_HEALTHY', [lost('a'), well('b')], { ...SETTINGS, minHealthyInstances: 2 }, []],
  ['TOO_FEW_HEALTHY', [lost('a')], SETTINGS, []],
  ['BUDGET_SPENT', [lost('a'), well('b')], SETTINGS, [NOW - MINUTE]],
  ['OBSERVING', [lost('a'), well('b')], { ...SETTINGS, mode: 'OBSERVE' as const }, []],
] as const)('%s blocks it, and a message says so', (guard, instances, settings, acts) => {
  const decision = last(play(times(instances, 11), settings, acts));
  expect(decision).toMatchObject({ decision: 'NOTIFY', guard });
  expect(instanceMessage(decision, SETTINGS, NOW).text).toContain(`(${guard})`);
});

test('the switch blocks it before every other guard, and the message names it', () => {
  const decision = last(
    play(times([lost('a'), lost('b'), well('c', { status: 'DRAINING' })], 11), { ...SETTINGS, mode: 'OBSERVE' }, [NOW], true),
  );
  expect(decision).toMatchObject({ decision: 'NOTIFY', guard: 'SWITCHED_OFF' });
  expect(instanceMessage(decision, SETTINGS, NOW).text).toContain(
    'It is not drained: the parameter /switch is off or cannot be read (SWITCHED_OFF).',
  );
});

const anyInstance = (id: string) => fc.record({
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'DRAINING', 'REGISTERING'),
  agentConnected: fc.boolean(),
  tasks: fc.constant(3),
  judged: fc.constantFrom(3, 3, 2),
  down: fc.constantFrom(0, 1, 2, 3),
}).map((facts) => well(id, facts));
/** A cluster stays as it is for a while. */
const anyVerifications = fc
  .array(fc.tuple(fc.tuple(...['a', 'b', 'c', 'd'].map(anyInstance)), fc.integer({ min: 1, max: 14 })), { minLength: 1, maxLength: 5 })
  .map((phases) => phases.flatMap(([instances, count]) => times(instances, count)));

test('always: while it is switched off nothing is drained, and a message says what would have been', () => {
  let blocked = 0;
  fc.assert(fc.property(anyVerifications, (looks) => {
    const on = play(looks);
    play(looks, SETTINGS, [], true).forEach(({ decision, ...rest }, minute) => {
      expect(decision).toBe(on[minute].decision === 'DRAIN' ? 'NOTIFY' : on[minute].decision);
      expect('guard' in rest ? rest.guard : undefined).toBe(decision === 'NOTIFY' ? 'SWITCHED_OFF' : undefined);
      blocked += on[minute].decision === 'DRAIN' ? 1 : 0;
    });
  }), { numRuns: 2_000 });
  expect(blocked).toBeGreaterThan(0);
});

test('always: only what was at fault all the time is drained, alone, above the floor, within the budget, under the lock', () => {
  const settings = fc.record({
    mode: fc.constantFrom('ACT', 'ACT', 'OBSERVE'),
    minHealthyInstances: fc.integer({ min: 1, max: 3 }),
    maxDrains: fc.integer({ min: 1, max: 2 }),
  });
  const recorded = fc.option(fc.array(fc.integer({ min: 0, max: 2 * 86_400 }).map((ago) => NOW - ago * 1000), { maxLength: 3 }));
  let drains = 0;
  fc.assert(fc.property(anyVerifications, settings, recorded, (looks, changes, acts) => {
    const all = { ...SETTINGS, ...changes } as InstanceSettings;
    play(looks, all, acts).forEach((decision, minute) => {
      if (decision.decision !== 'DRAIN') { return; }
      const { instance } = decision;
      drains += 1;
      const atFault = (instances: readonly InstanceFacts[]) =>
        instances.filter((each) => each.status === 'ACTIVE' && (!each.agentConnected || (each.down === 3 && each.judged === 3)));
      const window = looks.slice(Math.max(0, minute - 10), minute + 1);
      expect(window).toHaveLength(11);
      for (const instances of window) { expect(atFault(instances).map(({ arn }) => arn)).toContain(instance.arn); }
      const seen = looks[minute];
      expect(seen.some(({ status }) => status === 'DRAINING')).toBe(false);
      expect(seen.filter(({ status }) => status === 'ACTIVE').length - atFault(seen).length).toBeGreaterThanOrEqual(
        all.minHealthyInstances,
      );
      expect(acts!.filter((at) => NOW + minute * MINUTE - at < 86_400_000).length).toBeLessThan(all.maxDrains);
      expect(all.mode).toBe('ACT');
    });
  }), { numRuns: runs(2_000), seed: SEED });
  expect(drains).toBeGreaterThan(0);
});
