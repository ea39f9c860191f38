import * as fc from 'fast-check';
import { observeEvents } from '../../../cli/doctor/observe-events';
import { explainService } from '../../../lambda/diagnosis/explain-service';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const at = (secondsAgo: number, message: string) => ({ createdAt: new Date(NOW - secondsAgo * 1_000), message });
const observe = (...events: ReturnType<typeof at>[]) => observeEvents(events, NOW - HOUR, NOW);

test('an unknown text is quoted, clean and bounded, and never has a cause', () => {
  const hostile = fc.array(
    fc.constantFrom(
      'was', 'kept', 'from', 'tasks', '\u001b[31m', '\u0000', '\u202e', '\n', '<script>', '\ud800', ' '.repeat(50), 'w'.repeat(900),
    ),
    { minLength: 1, maxLength: 60 },
  ).map((words) => `(service web) ${words.join(' ')}`);
  fc.assert(fc.property(hostile, (message) => {
    const { kinds, stops, told } = observe(at(30, message));
    expect([kinds.size, stops.size, told.length]).toEqual([0, 0, 1]);
    expect(explainService({ events: kinds }, [])).toBeUndefined();
    expect(told[0]).toMatch(/^ECS says, 30 s ago: \(service web\)/);
    expect(told[0].length).toBeLessThanOrEqual(320);
    expect(told[0]).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }));
});

test('what a steady service has had before is over, known or not', () => {
  const throttled = '(service web) operations are being throttled. Will try again later.';
  const said = [at(60, '(service web) did what nobody knows'), at(90, throttled)];
  expect(observe(...said).told).toHaveLength(2);
  expect(observe(at(30, '(service web) has reached a steady state.'), ...said).told).toEqual([]);
});

test('several reasons in one text are told each', () => {
  const both = 'insufficient CPU units available, insufficient memory available.';
  const { kinds } = observe(at(10, `(service web) could not launch 2 tasks for deployment ecs-svc/1. Reason: ${both}`));
  expect([...kinds.keys()]).toEqual(['NO_CPU', 'NO_MEMORY']);
});
