import { join } from 'node:path';
import { LATEST_MS } from './hostile-target';
import { Namespace } from './namespace';
import type { NetworkStory } from './network-child';
import { NETWORK_TARGETS } from './network-targets';
import { needing } from '../../needs';

/** The best namespace that this machine allows; what it does not is skipped, and says so. */
function findNamespace(): { namespace?: Namespace; firewall: boolean } {
  for (const firewall of [true, false]) {
    const namespace = new Namespace(firewall);
    if (namespace.isAllowed) { return { namespace, firewall }; }
    namespace.remove();
  }
  return { firewall: false };
}

const { namespace, firewall } = findNamespace();
const targets = NETWORK_TARGETS.filter((target) => firewall || !target.firewall);

needing(
  firewall
    ? undefined
    : 'this machine forbids a firewall in a network namespace, or has no unshare, ip, mount or nft: install the '
        + 'packages iproute2 and nftables',
);

(namespace ? describe : describe.skip)('in a network namespace', () => {
  let story: NetworkStory;
  beforeAll(async () => {
    // Names are resolved on Node's thread pool, of which lookups get half: two names whose resolver hangs would hold up all others.
    const child = ['env', 'UV_THREADPOOL_SIZE=64', process.execPath, '--import', 'tsx', join(__dirname, 'network-child.ts')];
    story = JSON.parse(await namespace!.run([...child, ...targets.map(({ url }) => url)])) as NetworkStory;
  });
  afterAll(() => namespace!.remove());

  test.each(targets.map((target, index) => ({ ...target, index })))('$name: $fault', ({ fault, detail, index }) => {
    const line = JSON.parse(story.cli.split('\n')[index]!) as { fault: string; layers: ReadonlyArray<{ ms: number; detail: string }> };
    const details = line.layers.map((layer) => layer.detail);
    expect({ fault: line.fault, details }).toEqual({ fault, details });
    if (detail) { expect(details.join('\n')).toMatch(detail); }
    line.layers.forEach(({ ms }) => expect(ms).toBeLessThan(LATEST_MS));
  });

  test('a redirect to loopback is refused before anything connects', () => {
    expect(story.redirect.contacts).toBe(0);
    expect(story.redirect.fault).not.toBe('HEALTHY');
  });

  test('with threads enough, names for which the resolver hangs do not hold up those that it answers', () => {
    expect(story.goodName).toBe('HEALTHY');
  });
});
