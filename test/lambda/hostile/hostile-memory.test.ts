import { join } from 'node:path';
import { HostileListeners } from './hostile-target';
import { FLOODING_TARGETS } from './listeners-flood';
import type { MemoryStory } from './memory-child';
import { runCommand } from '../../cli/run-cli';

/** Of 120 answers at a time each may have its cap of 64 KiB twice, once as bytes and once as text, and the collector is lazy. */
const MOST_MB = 64;

const listeners = new HostileListeners();
afterAll(async () => listeners.close());

test('memory stays flat, ten at a time of each target that floods, and the peak counts', async () => {
  const well = await listeners.answering(200, '{"status":"UP"}');
  const urls = await Promise.all(FLOODING_TARGETS.map(async ({ open }) => open(listeners)));
  const { stdout, stderr } = await runCommand([
    process.execPath,
    '--import',
    'tsx',
    join(__dirname, 'memory-child.ts'),
    `http://127.0.0.1:${well}/`,
    ...urls,
  ]);
  expect(stderr).toBe('');
  const { grownMb, faults } = JSON.parse(stdout) as MemoryStory;
  expect(faults).toEqual(FLOODING_TARGETS.flatMap(({ fault }) => Array.from({ length: 10 }, () => fault)));
  expect(grownMb).toBeLessThan(MOST_MB);
});
