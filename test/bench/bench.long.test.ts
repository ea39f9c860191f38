import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchResults, Measured } from '../../bench/results';
import { median, medianRatio, quantile } from '../../bench/statistics';

const ROOT = join(__dirname, '..', '..');

test('medians and ratios', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 1)).toBe(5);
  expect(medianRatio([1, 4, 9], [1, 2, 3])).toBe(2);
});

/** Shape and what holds on any machine; how fast it is, is for the bench itself to say. */
test('a small run of the bench measures everybody and writes all figures', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  try {
    const json = join(folder, 'results.json');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--import',
        'tsx',
        'bench/main.ts',
        '--json',
        json,
        '--rounds',
        '1',
        '--probes',
        '50',
        '--loads',
        '1',
        '--targets',
        '40',
        '--services',
        '3',
        '--syntheses',
        '1',
      ],
      { cwd: ROOT },
    );
    const results = JSON.parse(readFileSync(json, 'utf8')) as BenchResults;

    const figures: Measured = { cpuMicroseconds: expect.any(Number), perSecond: expect.any(Number), peakMemoryMib: expect.any(Number) };
    for (const protocol of ['http', 'tcp'] as const) {
      expect(results.sideBySide[protocol]).toMatchObject({ engine: figures, floor: figures });
      // Measured, or it is said that it was not.
      expect(results.sideBySide[protocol].blackbox !== undefined).toBe(!results.notMeasured.join().includes('blackbox_exporter'));
    }
    expect(results.manyTargets).toMatchObject({ targets: 40, dead: 2, outcomes: { OK: 38, SKIPPED: 1, TIMEOUT: 1 } });
    expect(results.scheduledRuns).toMatchObject({ services: 3, tasksEach: 10, faults: { HEALTHY: 3 } });
    expect(results.bundles).toEqual([
      expect.objectContaining({ name: 'prober', containsAwsCode: false }),
      expect.objectContaining({ name: 'verifier', containsAwsCode: true, clientsKib: expect.any(Number) }),
    ]);
    for (const services of [1, 10, 50]) {
      const figuresOf = (contender: string) =>
        results.synth.figures.find((found) => found.contender === contender && found.services === services);
      expect(figuresOf('plain')).toMatchObject({ milliseconds: expect.any(Number), resources: expect.any(Number) });
      // More would not fit for fifty services into the 500 resources of a stack, beside the services themselves.
      expect(figuresOf('layeredHealth')!.resources - figuresOf('plain')!.resources).toBeLessThanOrEqual(24 + 2 * services);
      expect(figuresOf('monitoring') !== undefined).toBe(!results.notMeasured.join().includes('cdk-monitoring-constructs'));
    }
    // Sizes are the same on every machine.
    for (const { name, reached } of results.targets.filter((target) => /: (KiB|packages)/.test(target.name))) {
      expect([name, reached]).toEqual([name, true]);
    }
    for (const { name } of results.targets) { expect(stdout).toContain(name); }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
