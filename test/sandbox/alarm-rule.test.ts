import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as fc from 'fast-check';
import type { AlarmState } from '../../sandbox/template/alarm-model';
import { alarmsOf, holds, parseAlarmRule } from '../../sandbox/template/alarm-rule';
import { HealthLayer } from '../../src/shared/health-layer';
import { incidentRule, isRaisedByDeployment } from '../../src/signals/incident-rule';

const NAMES = ['one', 'two', 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:three', 'Stack-Alarm with (odd) AND'];
const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** A rule as text, and what it must say. */
interface Sample {
  readonly text: string;
  readonly value: (states: ReadonlyMap<string, AlarmState>) => boolean;
}

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  fc.tuple(fc.constantFrom(...STATES), fc.constantFrom(...NAMES)).map(([state, name]) => ({
    text: `${state}("${name}")`, value: (states: ReadonlyMap<string, AlarmState>) => states.get(name) === state,
  })),
  fc.boolean().map((value) => ({ text: value ? 'TRUE' : 'FALSE', value: () => value })),
);

type States = ReadonlyMap<string, AlarmState>;

const { rule } = fc.letrec<{ rule: Sample }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    tie('rule').map(({ text, value }) => ({ text: `(NOT (${text}))`, value: (states: States) => !value(states) })),
    fc.tuple(fc.array(tie('rule'), { minLength: 2, maxLength: 4 }), fc.boolean()).map(([parts, all]) => ({
      text: `(${parts.map(({ text }) => text).join(all ? ' AND ' : ' OR ')})`,
      value: (states: States) => all ? parts.every((part) => part.value(states)) : parts.some((part) => part.value(states)),
    })),
  ),
}));

const states = fc
  .tuple(...NAMES.map(() => fc.constantFrom(...STATES)))
  .map((values) => new Map(NAMES.map((name, index) => [name, values[index]])));

test('a rule says what its boolean expression says', () => {
  fc.assert(fc.property(rule, states, ({ text, value }, known) => {
    expect(holds(parseAlarmRule(text), (alarm) => known.get(alarm)!)).toBe(value(known));
  }));
});

test('the rule of every incident that HealthAlarms can write is read, and means what it says', () => {
  // All characters that a name may have but the quotation mark, with which CloudWatch cannot name an alarm in a rule either.
  const names = fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 40 }).filter((name) => !/["\s]/.test(name)),
    { minLength: 3, maxLength: 9 },
  );
  const layers = fc.array(fc.constantFrom(...Object.values(HealthLayer)), { minLength: 9, maxLength: 9 });
  const statesOf = fc.array(fc.constantFrom(...STATES), { minLength: 9, maxLength: 9 });
  fc.assert(fc.property(names, layers, fc.boolean(), statesOf, (all, layerOf, withDeploying, stateOf) => {
    const alarm = (name: string) => ({ name }) as unknown as IAlarm;
    const nameOf = (each: IAlarm) => (each as unknown as { name: string }).name;
    const [deploying, own, ...further] = all;
    const inAlarm = (name: string) => stateOf[all.indexOf(name)] === 'ALARM';
    const causes = {
      own: [alarm(own)],
      further: new Map(further.map((name, index) => [alarm(name), layerOf[index]])),
      ...withDeploying ? { deploying: alarm(deploying) } : {},
    };
    const counts = (name: string, index: number) =>
      inAlarm(name) && (!withDeploying || !inAlarm(deploying) || !isRaisedByDeployment(layerOf[index]));
    expect(holds(parseAlarmRule(incidentRule(causes, nameOf)), (name) => stateOf[all.indexOf(name)])).toBe(
      inAlarm(own) || further.some(counts),
    );
  }));
});

test.each<[string, string[], boolean]>([
  ['ALARM(plain-name)', ['plain-name'], true],
  ['ALARM("a") OR ALARM("b") AND NOT ALARM("a")', ['a', 'b', 'a'], true], // AND binds first
  ['NOT ALARM("a") OR TRUE', ['a'], true], // NOT binds to the next condition alone
  ['  ( ALARM( "a" ) )  ', ['a'], true],
  ['ALARM("a") AND (FALSE OR NOT OK("b"))', ['a', 'b'], true],
])('%s', (text, asked, value) => {
  const parsed = parseAlarmRule(text);
  expect(alarmsOf(parsed)).toEqual(asked);
  expect(holds(parsed, () => 'ALARM')).toBe(value);
});

test.each<[string, RegExp]>([
  ['', /it ends where a condition is expected/],
  ['ALARM("a") ALARM("b")', /something follows its end/],
  ['(ALARM("a")', /a parenthesis stays open/],
  ['AND', /'AND' stands where a condition is expected/],
  ['AT_LEAST(2, ALARM, (a, b))', /'AT_LEAST\(2, ALARM, \(a, b\)\)' is not understood/],
])('%j is refused with what is understood', (text, message) => {
  expect(() => parseAlarmRule(text)).toThrow(message);
  expect(() => parseAlarmRule(text)).toThrow('Understood are ALARM("…")');
});
