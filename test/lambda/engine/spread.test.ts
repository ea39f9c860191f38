import * as fc from 'fast-check';
import { Listeners } from './listeners';
import { http, TIMEOUT_MS } from './targets';
import { probe } from '../../../lambda/engine/probe';
import { spread } from '../../../lambda/engine/spread';
import type { ProbeTarget } from '../../../lambda/shared/probe-request';

const listeners = new Listeners();
afterEach(async () => listeners.close());

test('every item once, in the order of its time, within the span, and the same for the same seed', () => {
  fc.assert(fc.property(fc.array(fc.nat()), fc.nat(10_000), fc.integer(), (items, spanMs, seed) => {
    const given = spread(items, spanMs, seed);
    expect(given.map(({ index }) => index).sort((a, b) => a - b)).toEqual(items.map((_, index) => index));
    for (const { item, index, after } of given) {
      expect(item).toBe(items[index]);
      expect(after >= 0 && after <= spanMs).toBe(true);
    }
    expect([...given].sort((a, b) => a.after - b.after)).toEqual(given);
    expect(spread(items, spanMs, seed)).toEqual(given);
  }));
});

test('the times fill the span evenly', () => {
  const quarters = [0, 0, 0, 0];
  for (const { after } of spread(Array.from({ length: 4_000 }), 1, 7)) { quarters[Math.floor(after * 4)]! += 1; }
  for (const count of quarters) { expect(count).toBeGreaterThan(900); }
});

test('without a seed it is another order each time', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  expect(spread(items, 1).map(({ index }) => index)).not.toEqual(spread(items, 1).map(({ index }) => index));
});

test('a run spreads its targets, by a tenth of its deadline at most, and keeps their order in the answer', async () => {
  const arrivals: string[] = [];
  const times: number[] = [];
  const port = await listeners.http((request, response) => {
    arrivals.push(request.url!);
    times.push(Date.now());
    response.end();
  });
  const targets = Array.from({ length: 20 }, (_, index): ProbeTarget => ({
    id: `t${index}`,
    host: '127.0.0.1',
    port,
    liveness: http(`/t${index}`),
    timeoutMs: TIMEOUT_MS,
  }));
  const began = Date.now();
  const run = () => probe({ targets, dependencies: [], deadlineMs: 3_000, spreadMs: 60_000, seed: 7 }, { allowLocal: true });
  const { targets: results } = await run();
  expect(results.map(({ id }) => id)).toEqual(targets.map(({ id }) => id));
  expect(results.every(({ checks }) => checks.every(({ outcome }) => outcome === 'OK'))).toBe(true);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(150);
  expect(Date.now() - began).toBeLessThan(1_000);
  expect(arrivals.slice(0, 20)).not.toEqual(targets.map(({ id }) => `/${id}`));
  const first = arrivals.splice(0)[0];
  await run();
  expect(arrivals[0]).toBe(first);
});
