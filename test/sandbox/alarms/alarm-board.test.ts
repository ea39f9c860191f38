import * as fc from 'fast-check';
import { compositeAlarm, METRIC, metricAlarm, reads } from './models';
import { AlarmBoard, type Transition } from '../../../sandbox/alarms/alarm-board';
import { MetricStore } from '../../../sandbox/alarms/metric-store';
import type { MetricAlarmModel, MissingData } from '../../../sandbox/template/alarm-model';

type Published = number | undefined;

/** What a board says minute by minute of the values of one or more metrics; undefined where nothing is published. */
function* play(board: AlarmBoard, ...series: (readonly Published[])[]): Generator<Transition[]> {
  const metrics = new MetricStore();
  for (let minute = 0; minute < series[0].length; minute += 1) {
    series.forEach((values, index) => {
      const value = values[minute];
      if (value !== undefined) {
        metrics.add({ metric: index === 0 ? METRIC : { ...METRIC, name: `other-${index}` }, value }, minute);
      }
    });
    yield board.evaluate(metrics, minute, minute * 60_000);
  }
}

/** States of one metric alarm, minute by minute. */
function states(changes: Partial<MetricAlarmModel>, values: readonly Published[]): string {
  const metrics = new MetricStore();
  const board = new AlarmBoard({ metricAlarms: [metricAlarm(changes)], compositeAlarms: [] });
  return values.map((value, minute) => {
    if (value !== undefined) {
      metrics.add({ metric: METRIC, value }, minute);
    }
    board.evaluate(metrics, minute, 0);
    return { OK: 'o', ALARM: 'A', INSUFFICIENT_DATA: '?' }[board.stateOf('child').state];
  }).join('');
}

const none = undefined;

test('an alarm on what is calculated from several metrics, expressions over expressions included', () => {
  const other = { ...METRIC, name: 'other-1' };
  const calculated = metricAlarm({
    queries: [{ id: 'm1', metric: METRIC, statistic: 'Maximum' }, { id: 'm2', metric: other, statistic: 'Maximum' }],
    expressions: { sum: 'm1 + m2', share: 'IF(sum > 0, 100 * m1 / sum, 0)' },
    watched: 'share',
    threshold: 50,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
  });
  const board = new AlarmBoard({ metricAlarms: [calculated], compositeAlarms: [] });
  const seen: string[] = [];
  for (const _ of play(board, [0, 3, 1, 3], [0, 1, none, 1])) { seen.push(board.stateOf('child').state); }
  expect(seen).toEqual(['OK', 'ALARM', 'OK', 'ALARM']);
});

describe('one metric', () => {
  test.each<[string, Partial<MetricAlarmModel>, Published[], string]>([
    ['2 of 3', {}, [0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0], 'oooAoooAAAo'],
    ['1 of 1', { evaluationPeriods: 1, datapointsToAlarm: 1 }, [0, 1, 0], 'oAo'],
    ['missing is not breaching', {}, [1, none, 1, none, none], 'ooAoo'],
    ['missing is breaching, but not before the start', { missingData: 'breaching' }, [none, none, 0, 0, 0], 'oAAoo'],
    ['missing is missing', { missingData: 'missing' }, [none, 1, 1, none, none, none], '?oAAo?'],
    ['missing is ignored', { missingData: 'ignore' }, [1, 1, none, none, none, none, 0], 'oAAoooo'],
    ['less than', { comparison: 'LessThanThreshold', threshold: 2 }, [1, 1, 2, 2], 'oAAo'],
    ['or equal', { comparison: 'GreaterThanOrEqualToThreshold', threshold: 1 }, [1, 1, 0, 0], 'oAAo'],
    ['periods of two minutes', { periodMinutes: 2, evaluationPeriods: 1, datapointsToAlarm: 1 }, [1, 0, 0, 0], '?Aoo'],
  ])('%s', (_, changes, values, expected) => {
    expect(states(changes, values)).toBe(expected);
  });

  test('all statistics', () => {
    const metrics = new MetricStore();
    [4, 1, 1].forEach((value) => metrics.add({ metric: METRIC, value }, 0));
    const read = (['Maximum', 'Minimum', 'Sum', 'Average', 'SampleCount'] as const).map((statistic) =>
      metrics.read(METRIC, statistic, 0, 1),
    );
    expect(read).toEqual([4, 1, 6, 2, 3]);
    expect((['p0', 'p50', 'p75', 'p100'] as const).map((statistic) => metrics.read(METRIC, statistic, 0, 1))).toEqual([1, 1, 2.5, 4]);
    expect(metrics.read({ ...METRIC, dimensions: { Service: 's', Cluster: 'c' } }, 'Sum', 0, 1)).toBe(6);
    expect(metrics.read({ ...METRIC, dimensions: { Service: 's' } }, 'Sum', 0, 1)).toBeUndefined();
  });
});

const values = fc.array(fc.constantFrom<Published>(0, 1, 1, none), { minLength: 1, maxLength: 30 });
const alarms = fc
  .record({
    evaluationPeriods: fc.integer({ min: 1, max: 5 }),
    missingData: fc.constantFrom<MissingData>('missing', 'breaching', 'notBreaching', 'ignore'),
    datapointsToAlarm: fc.constant(1),
  })
  .chain((alarm) =>
    fc.integer({ min: 1, max: alarm.evaluationPeriods }).map((datapointsToAlarm) => metricAlarm({ ...alarm, datapointsToAlarm })),
  );

describe('always', () => {
  test('an action is called once a transition, and never while the state stays', () => {
    fc.assert(fc.property(alarms, values, (alarm, published) => {
      const board = new AlarmBoard({ metricAlarms: [alarm], compositeAlarms: [compositeAlarm('ALARM("child")')] });
      let before: Record<string, string> = { child: 'INSUFFICIENT_DATA', incident: 'INSUFFICIENT_DATA' };
      for (const transitions of play(board, published)) {
        const after = { child: board.stateOf('child').state, incident: board.stateOf('incident').state };
        const changed = Object.keys(after).filter((name) => after[name as keyof typeof after] !== before[name]);
        expect(transitions.map((each) => each.alarm.name)).toEqual(changed);
        for (const { alarm: { name, actions }, state, previous, calls } of transitions) {
          expect([previous.state, state.state, calls]).toEqual([before[name], after[name as keyof typeof after], actions[state.state]]);
        }
        before = after;
      }
    }));
  });

  test('a composite alarm is its rule over its children, whatever their order in the template', () => {
    fc.assert(fc.property(values, values, fc.boolean(), (one, other, reversed) => {
      const length = Math.min(one.length, other.length);
      const composites = [
        compositeAlarm('ALARM("arn:aws:cloudwatch:us-east-1:111122223333:alarm:both") OR ALARM("child")', { name: 'outer' }),
        compositeAlarm('ALARM("child") AND NOT ALARM("second")', { name: 'both' }),
      ];
      const board = new AlarmBoard({
        metricAlarms: [metricAlarm(), metricAlarm({ name: 'second', ...reads('other-1') })],
        compositeAlarms: reversed ? composites.reverse() : composites,
      });
      const alarming = (name: string) => board.stateOf(name).state === 'ALARM';
      for (const _ of play(board, one.slice(0, length), other.slice(0, length))) {
        expect(alarming('both')).toBe(alarming('child') && !alarming('second'));
        expect(alarming('outer')).toBe(alarming('both') || alarming('child'));
      }
    }));
  });

  test('while its suppressor is in ALARM nobody is called, and afterwards only where the outcome differs from what was told', () => {
    const minutes = fc.integer({ min: 0, max: 3 });
    fc.assert(fc.property(values, values, minutes, minutes, (one, other, waitMinutes, extensionMinutes) => {
      const length = Math.min(one.length, other.length);
      const board = new AlarmBoard({
        metricAlarms: [metricAlarm(), metricAlarm({ name: 'quiet', ...reads('other-1') })],
        compositeAlarms: [compositeAlarm('ALARM("child")', { suppressor: { alarm: 'quiet', waitMinutes, extensionMinutes } })],
      });
      let told = 'INSUFFICIENT_DATA';
      const transitions = [...play(board, one.slice(0, length), other.slice(0, length))].flat();
      for (const transition of transitions.filter(({ alarm }) => alarm.name === 'incident')) {
        expect(transition.calls.length > 0 && transition.state.suppressedBy !== undefined).toBe(false);
        if (transition.calls.length > 0) {
          expect(transition.state.state).not.toBe(told);
          told = transition.state.state;
        }
      }
      if (board.stateOf('incident').suppressedBy === undefined) {
        expect(board.stateOf('incident').state).toBe(told);
      }
    }));
  });
});

describe('a suppressor', () => {
  /** Minutes at which the incident's ALARM action was called; the child's fault begins in minute 2. */
  function calledAt(
    quiet: readonly Published[], waitMinutes: number, extensionMinutes: number, fault = [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  ): number[] {
    const single = { evaluationPeriods: 1, datapointsToAlarm: 1 };
    const board = new AlarmBoard({
      metricAlarms: [metricAlarm(single), metricAlarm({ ...single, name: 'quiet', ...reads('other-1') })],
      compositeAlarms: [compositeAlarm('ALARM("child")', { suppressor: { alarm: 'quiet', waitMinutes, extensionMinutes } })],
    });
    return [...play(board, fault, quiet)].flatMap((transitions, minute) => (
      transitions.some(({ alarm, calls }) => alarm.name === 'incident' && calls.includes('on-alarm')) ? [minute] : []));
  }

  test.each<[string, Published[], number, number, number[]]>([
    ['that never speaks up delays by the wait', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 2, 3, [4]],
    ['silences, and for a while after', [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0], 2, 3, [8]],
    ['that was there before silences at once', [0, 1, 1, 1, 0, 0, 0], 0, 0, [4]],
  ])('%s', (_, quiet, wait, extension, expected) => {
    expect(calledAt(quiet, wait, extension)).toEqual(expected);
  });

  test('hides what begins and ends in its silence', () => {
    expect(calledAt([0, 1, 1, 1, 1, 1, 0, 0], 0, 1, [0, 0, 1, 1, 0, 0, 0, 0])).toEqual([]);
  });
});

test('a composite alarm says which of its children went off', () => {
  const calm = metricAlarm({ name: 'calm', ...reads('calm') });
  const board = new AlarmBoard({
    metricAlarms: [metricAlarm(), calm],
    compositeAlarms: [compositeAlarm('ALARM("child") OR ALARM("calm")')],
  });
  const last = [...play(board, [0, 1, 1])].flat().at(-1)!;
  expect(last.triggers.map(({ arn, state }) => [arn, state.state])).toEqual([[metricAlarm().arn, 'ALARM']]);
  expect(last.state.reason).toContain(`${metricAlarm().arn} transitioned to ALARM`);
});

test('composite alarms in a circle are refused', () => {
  const compositeAlarms = [compositeAlarm('ALARM("b")', { name: 'a' }), compositeAlarm('NOT OK("a")', { name: 'b' })];
  expect(() => new AlarmBoard({ metricAlarms: [], compositeAlarms })).toThrow('a → b → a depend on each other in a circle');
});
