import { FORBIDDEN_TARGETS } from './forbidden-addresses';
import { BUSY_MS, HostileListeners, type HostileTarget, TIMEOUT_MS } from './hostile-target';
import { ANSWERING_TARGETS } from './listeners-answers';
import { FLOODING_TARGETS } from './listeners-flood';
import { RESETTING_TARGETS } from './listeners-reset';
import { SILENT_TARGETS } from './listeners-silence';
import { parseTarget } from '../../../cli/probe-target-argument';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { probe } from '../../../lambda/engine/probe';
import type { TargetProbe } from '../../../lambda/shared/check-result';

const GOOD = 1000;
const BAD = 100;
const CONCURRENCY = 100;
/** A hundred at a time share one thread with their listeners: longer deadlines, so that lateness is theirs and not this machine's. */
const BAD_TIMEOUT_MS = 2 * TIMEOUT_MS;
const GOOD_TIMEOUT_MS = 10_000;

const listeners = new HostileListeners();
afterAll(async () => listeners.close());

/** One bad one after ten good ones. */
function mixed(good: string, bad: readonly string[]): string[] {
  return bad.flatMap((target) => [...Array.from({ length: GOOD / BAD }, () => good), target]);
}

async function probeAll(urls: readonly string[], good: string): Promise<{ probes: readonly TargetProbe[]; ms: number }> {
  const start = performance.now();
  const targets = urls.map((target) =>
    parseTarget(target, { format: 'auto', timeoutMs: target === good ? GOOD_TIMEOUT_MS : BAD_TIMEOUT_MS }),
  );
  const { targets: probes } = await probe(
    { targets, dependencies: [], deadlineMs: 60_000 },
    { allowLocal: true, concurrency: CONCURRENCY },
  );
  return { probes, ms: performance.now() - start };
}

/** Half of the probes took less than this. */
function medianMs(probes: readonly TargetProbe[]): number {
  const times = probes.map(({ checks }) => Math.max(...checks.map(({ ms }) => ms))).sort((left, right) => left - right);
  return times[Math.floor(times.length / 2)]!;
}

test('100 bad targets among 1,000 good ones: the good ones are well and as fast as without, the bad ones are found out', async () => {
  // Floods keep the thread busy that the listeners share with the prober here, where they have one of their own in life: a few will do.
  const quiet: readonly HostileTarget[] = [...SILENT_TARGETS, ...RESETTING_TARGETS, ...ANSWERING_TARGETS, ...FORBIDDEN_TARGETS];
  const kinds = [...quiet, ...FLOODING_TARGETS.slice(0, 3)];
  const opened = await Promise.all(kinds.map(async (kind) => ({ ...kind, url: await kind.open(listeners) })));
  const bad = Array.from({ length: BAD }, (_value, index) => opened[index % opened.length]!);
  const good = `http://127.0.0.1:${await listeners.answering(200, '{"status":"UP"}')}/`;
  await probeAll(Array.from({ length: GOOD }, () => good), good); // warms up
  const before = await probeAll(Array.from({ length: GOOD }, () => good), good);
  const { probes, ms } = await probeAll(mixed(good, bad.map(({ url }) => url)), good);
  // Before and after, as others may use this machine more at one time than at another.
  const alone = [before, await probeAll(Array.from({ length: GOOD }, () => good), good)];

  const isBad = (_probe: TargetProbe, index: number) => index % (GOOD / BAD + 1) === GOOD / BAD;
  const goodOnes = probes.filter((found, index) => !isBad(found, index));
  expect(goodOnes.filter((found) => diagnoseTarget(found).fault !== 'HEALTHY')).toEqual([]);
  const badOnes = probes.filter(isBad).map((found, index) => [bad[index]!.name, diagnoseTarget(found).fault]);
  expect(badOnes).toEqual(bad.map(({ name, fault }) => [name, fault]));
  expect(medianMs(goodOnes)).toBeLessThan(3 * Math.max(...alone.map((run) => medianMs(run.probes))) + 20);
  // Those that keep us waiting wait at the same time: no place of the hundred is theirs twice.
  expect(ms).toBeLessThan(3 * Math.max(...alone.map((run) => run.ms)) + 2 * 1.1 * BAD_TIMEOUT_MS + 2 * BUSY_MS);
});
