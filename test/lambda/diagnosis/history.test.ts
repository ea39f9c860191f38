import fc from 'fast-check';
import { NOW } from './diagnosis-fixtures';
import type { View } from '../../../lambda/diagnosis/evidence';
import { historyOf, lastedMs, recent, remember, type History, unsteadyChanges } from '../../../lambda/diagnosis/history';
import type { Fault } from '../../../lambda/shared/verdict';

const MINUTE = 60_000;
const TASK = 'arn:task';

/** Verifications a minute apart, one a view; undefined is one that saw nothing. */
function after(views: readonly (View | undefined)[], spacing: number = MINUTE, fault: Fault = 'HUNG'): History {
  return views.reduce<History | undefined>((history, view, index) => remember(history, {
    at: NOW + index * spacing,
    desired: 1,
    fault,
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
  const other = remember(history, { at: NOW + 2 * MINUTE, desired: 1, fault: 'SLOW', tooFew: false, tasks: new Map() });
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

test.each<[string, number | undefined, View[], View]>([
  ['that fails and stays so', undefined, ['WELL', 'WELL', 'UNWELL'], 'UNWELL'],
  ['that recovers', undefined, ['WELL', 'UNWELL', 'UNWELL'], 'WELL'],
  ['that fails in bursts', 3, ['WELL', 'UNWELL', 'WELL'], 'UNWELL'],
  ['that fails in bursts and is well just now', 4, ['WELL', 'UNWELL', 'WELL', 'UNWELL'], 'WELL'],
  ['that has been well since', undefined, ['UNWELL', 'WELL', 'UNWELL', 'WELL', 'WELL', 'WELL', 'WELL'], 'WELL'],
])('a task %s', (_, changes, views, now) => {
  expect(unsteadyChanges(taskOf(after(views)), now, 0)).toBe(changes);
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
      const later = remember(history, { at: history.at + MINUTE, desired: 1, fault: 'HEALTHY', tooFew: false, tasks: new Map() });
      expect(later.tasks).toEqual({});
    }),
  );
});
