import { allHostileTargets } from './all-hostile-targets';
import { HostileListeners, LATEST_MS, TIMEOUT_MS } from './hostile-target';
import { NetworkWatch } from './watch';
import { parseTarget } from '../../../cli/probe-target-argument';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { probe } from '../../../lambda/engine/probe';
import type { ProbeTarget } from '../../../lambda/shared/probe-request';
import { Authority } from '../engine/authority';

const LOOPBACK = new Set(['127.0.0.1', '::1']);
/** What a person is shown has no character that does anything. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{0,200}$/u;

const listeners = new HostileListeners();
const authority = new Authority();
let watch: NetworkWatch;
afterAll(() => authority.close());
afterEach(async () => {
  watch.stop();
  await listeners.close();
});

const targets = allHostileTargets(() => authority).filter(({ trusted }) => !trusted);

test.each(targets)('$name: $fault', async ({ open, fault, detail, endpoint, because }) => {
  expect(because).not.toBe('');
  const resources = openResources();
  const parsed = parseTarget(await open(listeners), { format: 'auto', timeoutMs: TIMEOUT_MS });
  const hostile: ProbeTarget = endpoint ? { ...parsed, readiness: { ...parsed.readiness!, ...endpoint } } : parsed;
  const well = await listeners.answering(200, '{"status":"UP"}');
  const neighbour = parseTarget(`http://127.0.0.1:${well}/`, { format: 'auto', timeoutMs: TIMEOUT_MS });

  watch = new NetworkWatch(); // only now: listeners connect to themselves as well
  const start = performance.now();
  const response = await probe({ targets: [hostile, neighbour], dependencies: [], deadlineMs: 10 * TIMEOUT_MS }, { allowLocal: true });
  const elapsed = performance.now() - start;

  const [found, beside] = response.targets;
  const details = found!.checks.map(({ detail: said }) => said);
  expect({ fault: diagnoseTarget(found!).fault, details }).toEqual({ fault, details });
  if (detail) { expect(details.join('\n')).toMatch(detail); }
  expect(elapsed).toBeLessThan(LATEST_MS);
  for (const { detail: said, components = [] } of found!.checks) {
    expect(said).toMatch(PRINTABLE);
    components.forEach(({ name }) => expect(name).toMatch(PRINTABLE));
    expect(components.length).toBeLessThanOrEqual(20);
  }
  expect(diagnoseTarget(beside!).fault).toBe('HEALTHY');
  expect(watch.contacts.filter((host) => !LOOPBACK.has(host))).toEqual([]);

  await settled(() => watch.open === 0);
  expect(watch.open).toBe(0);
  await listeners.close();
  await settled(() => leftBehind(resources).length === 0);
  expect(leftBehind(resources)).toEqual([]);
});

/** Sockets, servers and timers that keep the process alive. */
function openResources(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS|UDP|Pipe|Timeout|GetAddrInfo)/.test(kind));
}

/** What is open beyond what was; what an earlier test had yet to close may be gone meanwhile. */
function leftBehind(before: readonly string[]): string[] {
  const known = [...before];
  return openResources().filter((kind) => {
    const at = known.indexOf(kind);
    if (at >= 0) { known.splice(at, 1); }
    return at < 0;
  });
}

/** Gives what has just been closed a moment to be gone. */
async function settled(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 50 && !done(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
