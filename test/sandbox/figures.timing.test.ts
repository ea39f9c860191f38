import { SERVICE } from './fixtures/messages';
import { BUNDLES } from './fixtures/template';
import { FAULTS, type Figures, measure } from '../../sandbox/figures/measure';
import { renderFigures } from '../../sandbox/figures/table';
import { SETTINGS, type Settings } from '../../sandbox/figures/templates';
import { inLanes } from '../../sandbox/shared/lanes';

jest.setTimeout(120_000);

/** A service that boots in no time, so that the scale may be high; nothing here is verified, so any bundle does. */
const HOW = { command: SERVICE, timeScale: 30, windowSeconds: 300, scaledTimeoutFloorMs: 500, bundles: BUNDLES };
const WITHIN_30_SECONDS: Settings = 'contract, 30 s';
const NOTICED_BY_CONTRACTS = ['liveness answers 500', 'readiness fails'];

const cells = FAULTS.flatMap((fault) => SETTINGS.map((settings) => ({ fault, settings })))
  // What would only take time: three checks of a container far apart, and what no setting changes.
  .filter(({ fault: { name }, settings }) => settings !== 'contract' || !['liveness answers 500', 'process killed'].includes(name));
// What waits for something that never happens takes longest, so it begins first. Not all at once: the checks would wait for the machine.
const waits = ({ fault: { name }, settings }: (typeof cells)[number]) => settings === 'defaults' && NOTICED_BY_CONTRACTS.includes(name);
const ordered = [...cells.filter(waits), ...cells.filter((cell) => !waits(cell))];
const measured = inLanes(7, ordered, async ({ fault, settings }) => measure(fault, settings, HOW));
measured.catch(() => undefined); // told by the test that asks first

async function figures(fault: string): Promise<Record<Settings, Figures>> {
  const own = (await measured).filter((each) => each.fault === fault);
  return Object.fromEntries(own.map((each) => [each.settings, each])) as Record<Settings, Figures>;
}

test.each(['process hung', 'port closed, process alive'])(
  '%s: all settings notice it, a contract that promises it within 30 s sooner than the defaults',
  async (fault) => {
    const { defaults, contract, [WITHIN_30_SECONDS]: quick } = await figures(fault);
    for (const { trafficRemoved, recovered } of [defaults, contract, quick]) {
      expect(trafficRemoved).toBeLessThan(recovered!);
    }
    expect(defaults.trafficRemoved! / quick.trafficRemoved!).toBeGreaterThan(1.3);
    expect(defaults.recovered!).toBeGreaterThan(quick.recovered!);
  },
);

test('what only liveness or readiness tell is never noticed with the defaults', async () => {
  for (const fault of NOTICED_BY_CONTRACTS) {
    const { defaults, [WITHIN_30_SECONDS]: quick } = await figures(fault);
    expect([defaults.trafficRemoved, defaults.recovered]).toEqual([undefined, undefined]);
    expect(quick.recovered).toBeGreaterThan(0);
  }
});

test('a process that ends is replaced by ECS, whatever the settings', async () => {
  const all = await figures('process killed');
  const hung = await figures('process hung');
  for (const settings of ['defaults', WITHIN_30_SECONDS] as const) {
    expect(all[settings].recovered).toBeLessThan(hung[settings].recovered!);
  }
});

test('traffic goes before readiness has the task replaced', async () => {
  const { contract, [WITHIN_30_SECONDS]: quick } = await figures('readiness fails');
  expect(contract.recovered! / quick.recovered!).toBeGreaterThan(1.1);
  expect(contract.trafficRemoved!).toBeLessThan(contract.recovered!);
  expect(quick.trafficRemoved!).toBeLessThan(quick.recovered!);
});

test('the table has a row a fault, and says never', () => {
  const table = renderFigures([
    { fault: 'process hung', settings: 'defaults', trafficRemoved: 66.4, recovered: 107 },
    { fault: 'process hung', settings: 'contract', trafficRemoved: 75 },
    { fault: 'readiness fails', settings: 'defaults' },
  ], false);
  expect(table).toMatch(/process hung +│ +66 s \/ 107 s │ +75 s \/ never │/);
  expect(table).toMatch(/readiness fails +│ +never \/ never │/);
});
