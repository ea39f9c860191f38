import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { probe } from '../../../../lambda/engine/probe';
import { atHostPorts, hostPort, hostPortsOf, neededPorts, portKey } from '../../../../lambda/verification/evidence/host-ports';

const PORT = fc.integer({ min: 1, max: 65_535 });
const BINDING = fc.record({
  containerPort: fc.option(fc.integer({ min: 8000, max: 8005 }), { nil: undefined }),
  hostPort: fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined }),
  containerPortRange: fc.option(fc.constantFrom('8000-8003', '8001-8001', '8000', 'x-y', ''), { nil: undefined }),
  hostPortRange: fc.option(fc.constantFrom('32768-32771', '40000-40000', '40000-40009', '-'), { nil: undefined }),
  protocol: fc.option(fc.constantFrom('tcp' as const, 'udp' as const), { nil: undefined }),
}, { requiredKeys: [] });
const TASK = fc.record({
  containers: fc.array(
    fc.record({
      name: fc.constantFrom('app', 'other'),
      networkBindings: fc.option(fc.array(BINDING, { maxLength: 4 }), { nil: undefined }),
    }),
    { maxLength: 3 },
  ),
});
const ENDPOINT = fc.record({
  protocol: fc.constantFrom('http' as const, 'udp' as const, 'tcp' as const),
  timeoutMs: fc.constant(1_000),
  port: fc.option(fc.integer({ min: 8000, max: 8005 }), { nil: undefined }),
});
const PLAN = fc.record({
  port: fc.integer({ min: 8000, max: 8005 }),
  liveness: ENDPOINT,
  readiness: fc.option(ENDPOINT, { nil: undefined }),
  closedPorts: fc.option(fc.array(fc.integer({ min: 8000, max: 8005 }), { maxLength: 3 }), { nil: undefined }),
});

/** All that ECS has said of host ports. */
function told(task: {
  containers: readonly { networkBindings?: readonly { hostPort?: number; hostPortRange?: string }[] }[];
}): Set<number> {
  return new Set(
    task.containers.flatMap(({ networkBindings = [] }) =>
      networkBindings.flatMap((binding) => {
        const [first, last] = (binding.hostPortRange ?? '').split('-').map(Number);
        const range = first && last ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [];
        return [...binding.hostPort ? [binding.hostPort] : [], ...range];
      }),
    ),
  );
}

test('the map never has a port that ECS has not named', () => {
  fc.assert(fc.property(TASK, PLAN, fc.option(fc.constantFrom('app', 'other'), { nil: undefined }), (task, plan, container) => {
    const service = { cluster: 'c', name: 's', container, network: 'bridge' as const };
    const ports = hostPortsOf({ ...plan, service } as Parameters<typeof hostPortsOf>[0], task);
    const named = told(task);
    for (const port of Object.values(ports)) { expect(named.has(port)).toBe(true); }
    if (neededPorts(plan).some((key) => ports[key] === undefined)) { return; }
    const asked = atHostPorts(plan, ports);
    const probed = [asked.port, asked.liveness.port, ...asked.readiness ? [asked.readiness.port] : [], ...asked.closedPorts ?? []];
    expect(probed.filter((port) => !named.has(port!))).toEqual([]);
  }), { numRuns: 1_000 });
});

test('a port of another container, of the other transport or outside of a range is never taken', () => {
  fc.assert(fc.property(PORT, PORT, (port, host) => {
    const task = { containers: [{ name: 'app', networkBindings: [{ containerPort: port, hostPort: host, protocol: 'tcp' as const }] }] };
    expect(hostPort(task, 'app', portKey(port, 'tcp'))).toBe(host);
    expect(hostPort(task, undefined, portKey(port, 'tcp'))).toBe(host);
    expect(hostPort(task, 'app', portKey(port, 'udp'))).toBeUndefined();
    expect(hostPort(task, 'other', portKey(port, 'tcp'))).toBeUndefined();
    expect(hostPort(task, 'app', portKey(port === 1 ? 2 : port - 1, 'tcp'))).toBeUndefined();
  }));
});

test('a range is bound port by port, and only where both have the same length', () => {
  const task = (hostPortRange: string) => ({
    containers: [{ name: 'app', networkBindings: [{ containerPortRange: '8000-8010', hostPortRange, protocol: 'tcp' as const }] }],
  });
  expect(hostPort(task('32768-32778'), 'app', '8003/tcp')).toBe(32_771);
  expect(hostPort(task('32768-32778'), 'app', '8011/tcp')).toBeUndefined();
  expect(hostPort(task('32768-32777'), 'app', '8003/tcp')).toBeUndefined();
});

test('the bindings of a dual-stack host, one for each of its addresses, are one port', () => {
  const networkBindings = ['0.0.0.0', '::'].map((bindIP) => ({ bindIP, containerPort: 80, hostPort: 32_768, protocol: 'tcp' as const }));
  expect(hostPort({ containers: [{ name: 'app', networkBindings }] }, 'app', '80/tcp')).toBe(32_768);
});

test('an IPv6 address is probed as it is, and goes into the request in brackets', async () => {
  const hosts: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => { hosts.push(headers.host); response.end('ok'); });
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const liveness = { protocol: 'http' as const, timeoutMs: 2_000, path: '/' };
    const { targets } = await probe(
      { targets: [{ id: 'a', host: '::1', port, liveness, timeoutMs: 2_000 }], dependencies: [], deadlineMs: 5_000 },
      { allowLocal: true },
    );
    expect(targets[0].checks.map(({ check, outcome }) => [check, outcome])).toEqual([
      ['network', 'OK'],
      ['port', 'OK'],
      ['liveness', 'OK'],
    ]);
    expect(hosts).toEqual([`[::1]:${port}`]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
