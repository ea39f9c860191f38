import fc from 'fast-check';
import { timeout } from '../../../lambda/shared/timeout';

test('a part of a deadline need not be whole, and nothing may be left of it', () => {
  fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (ms) => { expect(timeout(ms).aborted).toBe(false); }));
});

test('it aborts when the time is over', async () => {
  const signal = timeout(0.5);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});
