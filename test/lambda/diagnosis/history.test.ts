import fc from 'fast-check';
import { NOW } from './diagnosis-fixtures';
import type { View } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import { historyOf, lastedMs, recent, remember, type History, unsteadiness } from '../../../lambda/diagnosis/history';
import type { Fault } from '../../../lambda/shared/verdict';

const MINUTE = 60_000;
const TASK = 'arn:task';

/** Verifications a minute apart, one a view; undefined is one that saw nothing. */
function after(views: readonly (View | undefined)[], spacing: number = MINUTE, fault: Fault = 'HUNG'): History {
  return views.reduce<History | undefined>((history, view, index) => remember(history, {
    at: NOW + index * spacing,
    desired: 1,
    verdict: diagnosis(fault, []),
    tooFew: view !== 'WELL',
    tasks: new Map([[TASK, { startedAt: 'then', ...view ? { view } : {} }]]),
  }), undefined)!;
}

const taskOf = (history: History) => historyOf(history, TASK, 'then');

test('remembers since when a fault, a view and a lack have lasted', () => {
  const history = after(['WELL', 'UNWELL', 'UNWELL', 'UNWELL']);
  expect(history).toMatchObject({ began: NOW, faultSince: NOW, tooFewSince: NOW + MINUTE });
  expect(lastedMs(taskOf(history), 'UNWELL', NOW + 4 * MINUTE)).toBe(3 * MINUTE);
  expect(lastedMs(taskOf(history), 'WELL', NOW + 4 * MINUTE)).toBe(0);
});

test('begins anew with another fault, another start, or after a gap', () => {
  const history = after(['UNWELL', 'UNWELL']);
  const other = remember(history, { at: NOW + 2 * MINUTE, desired: 1, verdict: diagnosis('SLOW', []), tooFew: false, tasks: new Map() });
  expect(other).toMatchObject({ began: NOW, faultSince: NOW + 2 * MINUTE });
  expect(other).not.toHaveProperty('tooFewSince');
  expect(historyOf(history, TASK, 'later')).toBeUndefined();
  expect(recent(history, NOW + 10 * MINUTE)).toBeUndefined();
  expect(recent(history, NOW - MINUTE)).toBeUndefined();
  expect(after(['UNWELL', 'UNWELL'], 10 * MINUTE)).toMatchObject({ began: NOW + 10 * MINUTE, faultSince: NOW + 10 * MINUTE });
});

test('what could not be seen changes nothing of what was', () => {
  const history = after(['UNWELL', undefined, 'UNWELL']);
  expect(lastedMs(taskOf(history), 'UNWELL', NOW + 3 * MINUTE)).toBe(3 * MINUTE);
});

test.each<[string, boolean | undefined, (View | undefined)[]]>([
  ['well once', true, ['UNWELL', 'WELL', 'UNWELL']],
  ['well long ago', true, ['WELL', ...Array<View>(12).fill('UNWELL')]],
  ['never well', false, ['UNWELL', 'UNWELL']],
  ['never seen', undefined, [undefined]],
])('a task that was %s', (_, expected, views) => {
  expect(taskOf(after(views))?.wasWell).toBe(expected);
});

test.each<[string, string | undefined, View[], View]>([
  ['that fails and stays so', undefined, ['WELL', 'WELL', 'UNWELL'], 'UNWELL'],
  ['that recovers', undefined, ['WELL', 'UNWELL', 'UNWELL'], 'WELL'],
  ['that fails in bursts', 'it changed 3 times within 4 verifications', ['WELL', 'UNWELL', 'WELL'], 'UNWELL'],
  ['that fails in bursts and is well just now', 'it changed 4 times within 5 verifications', ['WELL', 'UNWELL', 'WELL', 'UNWELL'], 'WELL'],
  [
    'that has been well for less than is remembered', 'it changed often, and has not been steady for 10 verifications since',
    ['UNWELL', 'WELL', 'UNWELL', ...Array<View>(8).fill('WELL')], 'WELL',
  ],
  ['that has been well since', undefined, ['UNWELL', 'WELL', 'UNWELL', ...Array<View>(9).fill('WELL')], 'WELL'],
  [
    'that hangs again, long after it recovered', 'it recovered by itself 660 s ago, and hangs again',
    ['WELL', 'HUNG', ...Array<View>(11).fill('WELL')], 'HUNG',
  ],
  ['that hangs again, too long after', undefined, ['WELL', 'HUNG', ...Array<View>(21).fill('WELL')], 'HUNG'],
  ['that hangs after it refused connections', undefined, ['WELL', 'UNWELL', ...Array<View>(11).fill('WELL')], 'HUNG'],
  ['that refuses connections after it hung', undefined, ['WELL', 'HUNG', ...Array<View>(11).fill('WELL')], 'UNWELL'],
  ['that hung while it booted', undefined, ['HUNG', 'HUNG', 'WELL'], 'HUNG'],
  ['whose dependency is down a second time', undefined, ['WELL', 'ALIVE', ...Array<View>(11).fill('WELL')], 'ALIVE'],
])('a task %s', (_, words, views, now) => {
  const history = after(views);
  expect(unsteadiness(taskOf(history), now, history.at + MINUTE)).toBe(words);
});

test('what was wrong last is remembered for a quarter of an hour, and no replacement hides it', () => {
  const afterFaults = (...faults: readonly Fault[]) => faults.reduce<History | undefined>((history, fault, index) => remember(history, {
    at: NOW + index * MINUTE, desired: 1, verdict: diagnosis(fault, ['one', 'two', 'three']), tooFew: false, tasks: new Map(),
  }), undefined)!.passed;
  expect(afterFaults('HEALTHY')).toBeUndefined();
  expect(afterFaults('HUNG', 'HEALTHY')).toEqual({
    status: 'DOWN', fault: 'HUNG', layer: 'L7', remedy: 'RESTART', evidence: ['one', 'two'], at: NOW,
  });
  expect(afterFaults('HUNG', 'REPLACING', 'STARTING', 'HEALTHY')?.fault).toBe('HUNG');
  expect(afterFaults('REPLACING', 'HEALTHY')?.fault).toBe('REPLACING');
  expect(afterFaults('HUNG', 'PORT_CLOSED', 'PROBER_FAULT', 'HEALTHY')?.fault).toBe('PORT_CLOSED');
  expect(afterFaults('HUNG', ...Array<Fault>(15).fill('HEALTHY'))?.fault).toBe('HUNG');
  expect(afterFaults('HUNG', ...Array<Fault>(16).fill('HEALTHY'))).toBeUndefined();
});

test('that the service is unsteady is remembered from the last time that it was said', () => {
  expect(after(['UNWELL', 'UNWELL'], MINUTE, 'UNSTEADY').unsteadyAt).toBe(NOW + MINUTE);
  expect(after(['UNWELL', 'UNWELL']).unsteadyAt).toBeUndefined();
});

test('is bounded: ten views of each task that exists now', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<View>('WELL', 'UNWELL', 'OUT_OF_SERVICE', 'COMING', 'LEAVING'), { minLength: 1 }), (views) => {
      const history = after(views);
      expect(taskOf(history)!.views).toEqual(views.slice(-10));
      const verdict = diagnosis('HEALTHY', []);
      const later = remember(history, { at: history.at + MINUTE, desired: 1, verdict, tooFew: false, tasks: new Map() });
      expect(later.tasks).toEqual({});
    }),
  );
});
