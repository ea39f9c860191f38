import * as fc from 'fast-check';
import { Clock } from '../../sandbox/shared/clock';

const pause = async (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('no function runs while something is done between runs, however they begin', async () => {
  const moments = fc.array(fc.record({ after: fc.nat(12), takes: fc.nat(12) }), { minLength: 1, maxLength: 5 });
  await fc.assert(fc.asyncProperty(moments, moments, async (runs, changes) => {
    const clock = new Clock(30);
    let running = 0;
    let changing = 0;
    const met: string[] = [];
    await Promise.all([
      ...runs.map(async ({ after, takes }) => {
        await pause(after);
        await clock.inRealTime(async () => {
          running += 1;
          if (changing > 0) { met.push('a run began during a change'); }
          await pause(takes);
          running -= 1;
        });
      }),
      ...changes.map(async ({ after, takes }) => {
        await pause(after);
        await clock.betweenRuns(async () => {
          changing += 1;
          if (running > 0) { met.push('a change began during a run'); }
          if (changing > 1) { met.push('two changes at once'); }
          await pause(takes);
          changing -= 1;
        });
      }),
    ]);
    expect(met).toEqual([]);
  }), { numRuns: 15 });
});

test('a function that a running one calls never waits for what waits for its caller', async () => {
  const clock = new Clock(30);
  const order: string[] = [];
  await clock.inRealTime(async () => {
    void clock.betweenRuns(async () => { order.push('between'); });
    await clock.inRealTime(async () => { order.push('called'); });
    order.push('caller');
  });
  await clock.inRealTime(async () => { order.push('next'); });
  expect(order).toEqual(['called', 'caller', 'between', 'next']);
});

test('what fails between runs holds nobody back', async () => {
  const clock = new Clock(30);
  await expect(clock.betweenRuns(async () => { throw new Error('no port'); })).rejects.toThrow('no port');
  await expect(clock.inRealTime(async () => 'ran')).resolves.toBe('ran');
});
