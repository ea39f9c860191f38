import { allHostileTargets } from './all-hostile-targets';
import { BUSY_MS, HostileListeners, TIMEOUT_MS } from './hostile-target';
import { NETWORK_TARGETS } from './network-targets';
import { pageOf } from './page';
import type { HttpEndpointPlan } from '../../../src/shared/plan';
import { runCli } from '../../cli/run-cli';
import { expectGenerated } from '../../docs/generated';
import { Authority } from '../engine/authority';

const listeners = new HostileListeners();
const authority = new Authority();
afterAll(async () => {
  authority.close();
  await listeners.close();
});

const targets = allHostileTargets(() => authority);

interface Line {
  readonly target: string;
  readonly fault: string;
  readonly layers: ReadonlyArray<{ readonly ms: number; readonly detail: string }>;
}

test('`probe --json` gives every hostile target its documented fault, all in one run', async () => {
  const asked = targets.filter(({ endpoint }) => !endpoint);
  const urls = await Promise.all(asked.map(async ({ open }) => open(listeners)));
  const { code, stdout, stderr } = await runCli(
    ['probe', ...urls, '--json', '--timeout', String(TIMEOUT_MS / 1000), '--concurrency', '20'],
    { NODE_EXTRA_CA_CERTS: `${authority.root.path}.pem` },
  );
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
  expect(lines.map(({ fault }, index) => `${asked[index]!.name}: ${fault}`)).toEqual(asked.map(({ name, fault }) => `${name}: ${fault}`));
  lines.forEach(({ layers }, index) => {
    const { detail } = asked[index]!;
    if (detail) { expect(layers.map((layer) => layer.detail).join('\n')).toMatch(detail); }
    // Both processes share one machine, and the listeners one thread: a second "busy" for the whole crowd.
    layers.forEach(({ ms }) => expect(ms).toBeLessThan(1.1 * TIMEOUT_MS + 2 * BUSY_MS));
  });
});

/** What the command line has for what a plan may ask for. */
function optionsOf({ redirects, assertions = [] }: Partial<HttpEndpointPlan>): string[] {
  return [...redirects ? ['--redirects', redirects] : [], ...assertions.flatMap((assertion) => {
    switch (assertion.on) {
      case 'body': return ['--body', assertion.matches!];
      case 'header': return ['--header', `${assertion.name}=${assertion.matches}`];
      default: return ['--value', `${assertion.path}=${assertion.equals}`];
    }
  })];
}

test('those that only hurt whoever asks for more have theirs when `probe --json` asks for it', async () => {
  const demanding = targets.filter(({ endpoint }) => endpoint);
  const runs = [...new Set(demanding.map(({ endpoint }) => JSON.stringify(endpoint)))];
  const found = await Promise.all(runs.map(async (run) => {
    const asked = demanding.filter(({ endpoint }) => JSON.stringify(endpoint) === run);
    const urls = await Promise.all(asked.map(async ({ open }) => open(listeners)));
    const { stdout, stderr } = await runCli([
      'probe',
      ...urls,
      '--json',
      '--timeout',
      String(TIMEOUT_MS / 1000),
      ...optionsOf(asked[0]!.endpoint!),
    ]);
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n').map((line, index) => `${asked[index]!.name}: ${(JSON.parse(line) as Line).fault}`);
  }));
  expect(found.flat().sort()).toEqual(demanding.map(({ name, fault }) => `${name}: ${fault}`).sort());
});

test('docs/annex/hostile-targets.md has every hostile target with its fault, and no other', () => {
  expectGenerated('docs/annex/hostile-targets.md', 'targets', pageOf([...targets, ...NETWORK_TARGETS]));
});
