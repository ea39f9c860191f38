import * as fc from 'fast-check';
import type { Condition, Cure } from './world';

/** What AWS is asked for, as far as its trouble is concerned. */
const APIS = ['ecs', 'verifier', 'switch', 'ledger', 'stop', 'function', 'people', 'application'] as const;
export type Api = typeof APIS[number];

/** Throttled: nothing happens. Lost: it happens, and nobody learns of it. */
export type Trouble = {
  readonly api: Api;
  readonly kind: 'throttled' | 'lost' | 'slow' | 'stale' | 'blind' | 'skewed';
  /** Seconds since the history began. */
  readonly at: number;
  readonly seconds: number;
};

type Happening =
  | {
    readonly kind: 'fault';
    readonly slots: readonly number[];
    readonly condition: Condition;
    readonly cure: Cure;
    readonly alarms: number;
    readonly heals?: number;
    readonly kills?: number;
  }
  | { readonly kind: 'alarm'; readonly count: number }
  | { readonly kind: 'deployment'; readonly isGood: boolean }
  | { readonly kind: 'scale'; readonly desired: number }
  | { readonly kind: 'drain' | 'protection'; readonly slot: number; readonly seconds: number }
  | { readonly kind: 'stop by hand' | 'rebirth' | 'loss'; readonly slot: number }
  | { readonly kind: 'switch'; readonly seconds: number };

export type Event = Happening & { readonly at: number };

export interface History {
  /** Decides latencies and what else is left to chance. */
  readonly seed: number;
  /** Which of the synthesized state machines. */
  readonly machine: number;
  readonly desired: number;
  readonly slowStarts: number;
  readonly slowStartSeconds: number;
  readonly isObserving: boolean;
  readonly maxAffectedShare: number;
  readonly minHealthyTasks?: number;
  readonly restarts: number;
  readonly windowSeconds: number;
  /** `HH:MM`; histories begin at noon. */
  readonly maintenance?: { readonly start: string; readonly end: string };
  /** How likely each of the things that people do when they are asked. */
  readonly approves: number;
  readonly events: readonly Event[];
  readonly troubles: readonly Trouble[];
}

/** Long enough for a few incidents one after the other. */
const SECONDS = 5_400;

/** CloudWatch needs some minutes for an alarm. */
export const ALARM_SECONDS = 90;

const at = fc.integer({ min: 0, max: SECONDS });
const slot = fc.nat(5);
const span = fc.integer({ min: 20, max: 900 });

/** Mostly nothing: `nothings` times for each time that there is something. */
function seldom<T>(something: fc.Arbitrary<T>, nothings: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: nothings, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: something });
}

const fault = fc.record({
  kind: fc.constant('fault' as const),
  // Mostly one task, as that is where recovery acts.
  slots: fc.oneof(
    { weight: 5, arbitrary: slot.map((one) => [one]) },
    { weight: 1, arbitrary: fc.uniqueArray(slot, { minLength: 2, maxLength: 6 }) },
  ),
  condition: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Condition>('hung', 'closed', 'dead', 'component') },
    { weight: 1, arbitrary: fc.constantFrom<Condition>('slow', 'filtered', 'dependency', 'out of service') },
  ),
  cure: fc.constantFrom<Cure>('asking', 'restart', 'replacement', 'replacement', 'nothing'),
  alarms: fc.constantFrom(1, 1, 1, 2, 3),
  heals: seldom(fc.integer({ min: 5, max: 600 }), 4),
  kills: seldom(fc.integer({ min: 30, max: 900 }), 5),
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fault },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('alarm' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deployment' as const), isGood: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('scale' as const), desired: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('drain' as const, 'protection' as const), slot, seconds: span }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('stop by hand' as const, 'rebirth' as const, 'loss' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('switch' as const), seconds: span }) },
);

const event: fc.Arbitrary<Event> = fc.tuple(happening, at).map(([what, when]) => ({ ...what, at: when }));

/** Close to something else: most of all when the alarm on a fault has just begun a recovery, between its look and its act. */
const delay = fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 6_000 }).map((ms) => ALARM_SECONDS + ms / 1_000));

const events = fc
  .tuple(fc.array(event, { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(happening, delay, fc.nat(3)), { maxLength: 3 }))
  .map(([first, near]): Event[] => [
    ...first,
    ...near.map(([what, after, which]) => ({ ...what, at: first[which % first.length].at + after })),
  ]);

/** What any API may have, and what only those have that read. */
const TROUBLES = [
  ...APIS.flatMap((api) => (['throttled', 'lost', 'slow'] as const).map((kind) => ({ api, kind }))),
  ...(['stale', 'stale'] as const).map((kind) => ({ api: 'ecs' as const, kind })),
  ...(['blind', 'blind', 'skewed'] as const).map((kind) => ({ api: 'verifier' as const, kind })),
];

const trouble: fc.Arbitrary<Trouble> = fc.record({
  of: fc.constantFrom(...TROUBLES),
  at,
  seconds: fc.integer({ min: 30, max: 2_400 }),
}).map(({ of, ...when }) => ({ ...of, ...when }));

/** Random histories of a service for which `machines` state machines were synthesized. */
export function histories(machines: number): fc.Arbitrary<History> {
  return fc.record({
    seed: fc.integer(),
    machine: fc.nat(machines - 1),
    desired: fc.constantFrom(1, 2, 3, 3, 4, 5, 6),
    slowStarts: fc.constantFrom(0, 0, 0.3),
    slowStartSeconds: fc.integer({ min: 60, max: 900 }),
    isObserving: fc.constantFrom(false, false, false, false, false, true),
    maxAffectedShare: fc.constantFrom(0.5, 0.5, 0.34, 1),
    minHealthyTasks: seldom(fc.integer({ min: 0, max: 3 }), 1),
    restarts: fc.constantFrom(1, 1, 2, 3),
    windowSeconds: fc.constantFrom(900, 1_800, 3_600),
    maintenance: seldom(fc.constantFrom({ start: '12:30', end: '12:50' }, { start: '13:10', end: '12:10' }), 9),
    approves: fc.constantFrom(0.3, 0.9),
    events,
    troubles: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.array(trouble, { minLength: 1, maxLength: 3 }) },
    ),
  });
}
