import { openFullPort } from '../full-port';
import { Listeners } from '../listeners';
import { http, outcomes, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

test('ports that refuse or stay silent are closed', async () => {
  const full = await openFullPort();
  try {
    const port = await listeners.answering(200);
    const refused = await listeners.closedPort();
    const checks = await probeLocal(port, { liveness: http(), closedPorts: [refused, full.port] });
    expect(outcomes(checks)).toEqual(['L3 OK', 'L4 OK', 'L7 OK', 'L4 OK']);
    expect(checks['closed-port']!.detail).toBe(`closed as expected: ${refused} refused; ${full.port} silent`);
  } finally {
    await full.close();
  }
});

test('those that accept are named, those that reset at once too', async () => {
  const port = await listeners.answering(200);
  const open = await listeners.raw(() => undefined);
  const resetting = await listeners.raw((socket) => socket.resetAndDestroy());
  const checks = await probeLocal(port, { closedPorts: [await listeners.closedPort(), open, resetting] });
  expect(checks['closed-port']).toMatchObject({
    layer: 'L4', status: 'DEGRADED', outcome: 'EXPOSED', detail: `expected closed ports, got connections accepted on ${open}, ${resetting}`,
  });
});

test('many are tried within the time for one', async () => {
  const port = await listeners.answering(200);
  const full = await openFullPort();
  try {
    const start = performance.now();
    const checks = await probeLocal(port, { closedPorts: Array<number>(100).fill(full.port) });
    expect(checks['closed-port']).toMatchObject({ outcome: 'OK' });
    expect(checks['closed-port']!.detail.length).toBeLessThanOrEqual(200);
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS * 2.5);
  } finally {
    await full.close();
  }
});

test('they are looked at although the port itself is closed', async () => {
  const open = await listeners.raw(() => undefined);
  expect(outcomes(await probeLocal(await listeners.closedPort(), { closedPorts: [open] }))).toEqual(['L3 OK', 'L4 REFUSED', 'L4 EXPOSED']);
});

test('of a host that does not answer nothing is said', async () => {
  const full = await openFullPort();
  try {
    expect(outcomes(await probeLocal(full.port, { closedPorts: [1] }))).toEqual(['L3 TIMEOUT', 'L4 TIMEOUT', 'L4 SKIPPED']);
  } finally {
    await full.close();
  }
});
