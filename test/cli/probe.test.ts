import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli';
import { DatagramServers } from '../lambda/engine/datagram-server';
import { certificate, Listeners } from '../lambda/engine/listeners';

const listeners = new Listeners();
afterEach(async () => listeners.close());

function lines(stdout: string): Array<Record<string, unknown>> {
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('all well: one line of JSON a target, exit code 0', async () => {
  const port = await listeners.http((request, response) => response.end(request.url === '/live' ? 'alive' : '{"status":"UP"}'));
  const { code, stdout, stderr } = await runCli([
    'probe',
    `http://127.0.0.1:${port}/ready?x=1`,
    `tcp://127.0.0.1:${port}`,
    '--liveness',
    '/live',
    '--json',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const layer = (name: string, check: string) => ({
    layer: name,
    check,
    status: 'UP',
    ms: expect.any(Number),
    // That a host answers at all is concluded from its port.
    ...name !== 'L3' && { phases: expect.objectContaining({ connect: expect.any(Number) }) },
    detail: expect.any(String),
  });
  expect(lines(stdout)).toEqual([
    {
      target: `http://127.0.0.1:${port}/ready?x=1`,
      status: 'UP',
      fault: 'HEALTHY',
      layer: null,
      remedy: 'NONE',
      layers: [layer('L3', 'network'), layer('L4', 'port'), layer('L7', 'liveness'), layer('L7', 'readiness')],
    },
    {
      target: `tcp://127.0.0.1:${port}`,
      status: 'UP',
      fault: 'HEALTHY',
      layer: null,
      remedy: 'NONE',
      layers: [layer('L3', 'network'), layer('L4', 'port')],
    },
  ]);
});

test('each fault at its layer, skipped layers above it, exit code 2', async () => {
  const closed = await listeners.closedPort();
  const hung = await listeners.raw(() => undefined);
  const missing = await listeners.answering(404);
  const sick = await listeners.answering(503, '{"status":"error","error":{"db":{"status":"down"}},"details":{"db":{"status":"down"}}}');
  const targets = [
    `https://127.0.0.1:${closed}/`,
    `http://127.0.0.1:${hung}/`,
    `http://127.0.0.1:${missing}/x`,
    `http://127.0.0.1:${sick}/`,
    `grpc://127.0.0.1:${sick}/a.B`,
  ];
  const { code, stdout } = await runCli(['probe', ...targets, '--json', '--timeout', '0.5', '--format', 'terminus']);
  expect(code).toBe(2);
  const results = lines(stdout);
  expect(results.map(({ target, status, fault }) => [target, status, fault])).toEqual([
    [targets[0], 'DOWN', 'PORT_CLOSED'],
    [targets[1], 'DOWN', 'HUNG'],
    [targets[2], 'DOWN', 'ENDPOINT_MISSING'],
    [targets[3], 'DOWN', 'COMPONENT_DOWN'],
    [targets[4], 'DOWN', 'OTHER_PROTOCOL'],
  ]);
  expect(results[0]).toMatchObject({
    layer: 'L4',
    layers: [
      { layer: 'L3', status: 'UP' },
      { layer: 'L4', status: 'DOWN' },
      { layer: 'TLS', status: 'SKIPPED' },
      { layer: 'L7', status: 'SKIPPED' },
    ],
  });
  expect(results[1]).toMatchObject({ layer: 'L7' });
});

test('every protocol: UDP answered, refused and silent, WebSocket, gRPC', async () => {
  const datagrams = new DatagramServers();
  try {
    const dns = await datagrams.open((request) => { request.writeUInt16BE(0x8180, 2); return request; });
    const silent = await datagrams.open(() => undefined);
    const web = await listeners.answering(404);
    const targets = [
      [`udp://127.0.0.1:${dns}?payload=dns`, 'UP', 'HEALTHY'],
      [`udp://127.0.0.1:${silent}?payload=ntp`, 'DOWN', 'PORT_FILTERED'],
      [`udp://127.0.0.1:${await datagrams.closedPort()}`, 'DOWN', 'PORT_CLOSED'],
      [`ws://127.0.0.1:${web}/socket`, 'DOWN', 'ENDPOINT_MISSING'],
      [`wss://127.0.0.1:${web}/socket`, 'DOWN', 'OTHER_PROTOCOL'],
      [`grpcs://127.0.0.1:${web}/orders`, 'DOWN', 'OTHER_PROTOCOL'],
    ];
    const { code, stdout } = await runCli(['probe', ...targets.map(([target]) => target!), '--json', '--timeout', '0.5']);
    expect(lines(stdout).map(({ target, status, fault }) => [target, status, fault])).toEqual(targets);
    expect(code).toBe(2);
  } finally {
    await datagrams.close();
  }
});

test('for a person: verdict, layer, remedy, no colours in a pipe, exit code 1', async () => {
  const port = await listeners.answering(503, '{"status":"OUT_OF_SERVICE"}');
  const { code, stdout } = await runCli(['probe', `http://127.0.0.1:${port}/`], { CI: '1', FORCE_COLOR: '' });
  expect(code).toBe(1);
  expect(stdout).toMatch(new RegExp(`^OUT_OF_SERVICE  http://127\\.0\\.0\\.1:${port}/\\n  DRAINING.*: wait`));
  expect(stdout).toMatch(/\n {2}L3 {2}network +UP +[\d.]+ ms {2}127\.0\.0\.1 answers/);
  expect(stdout).toMatch(/\n {2}L7 {2}readiness +OUT_OF_SERVICE +[\d.]+ ms {2}expected 200-299, got 503/);
  expect(stdout).not.toContain('\u001b');
});

test('what nothing is known about wins: exit code 3', async () => {
  const closed = await listeners.closedPort();
  const { code, stdout } = await runCli(['probe', `tcp://127.0.0.1:${closed}`, 'tls://0xa9fea9fe:443', '--json']);
  expect(code).toBe(3);
  expect(lines(stdout)[1]).toMatchObject({ status: 'UNKNOWN', fault: 'PROBER_FAULT' });
});

test('at a name, chain and name of the certificate count', async () => {
  const [good, other, soon] = await Promise.all([
    certificate(['localhost'], -1, 90),
    certificate(['other.internal'], -1, 90),
    certificate(['soon.internal', 'localhost'], -1, 3),
  ]);
  const ports = await Promise.all(
    [good, other, soon].map((pems) => listeners.open(createHttpsServer(pems, (_request, response) => response.end()))),
  );
  const directory = mkdtempSync(join(tmpdir(), 'probe-'));
  try {
    const authorities = join(directory, 'authorities.pem');
    writeFileSync(authorities, [good, other, soon].map(({ cert }) => cert).join('\n'));
    const { code, stdout } = await runCli(['probe', ...ports.map((port) => `https://localhost:${port}/`), '--json'], {
      NODE_EXTRA_CA_CERTS: authorities,
    });
    expect(lines(stdout).map(({ status, fault, layer }) => [status, fault, layer])).toEqual([
      ['UP', 'HEALTHY', null], ['DOWN', 'TLS_INVALID', 'TLS'], ['DEGRADED', 'TLS_EXPIRING', 'TLS'],
    ]);
    expect(stdout).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(code).toBe(2);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.each([
  ['--help', 0, /Usage/, 'stdout'],
  ['', 64, /Usage/, 'stderr'],
  ['probe', 64, /missing required argument 'TARGET'/, 'stderr'],
  ['probe localhost:80', 64, /unknown scheme: got localhost:, allowed: http:/, 'stderr'],
  ['probe tcp://a:1 --timeout 61', 64, /'61' is invalid. Allowed: more than 0 and at most 60 seconds/, 'stderr'],
  ['probe http://a --body (', 64, /'\(' is invalid. Allowed: a regular expression/, 'stderr'],
  [
    'probe http://a --header json',
    64,
    /'json' is invalid. Allowed: two parts around the first equals sign, such as content-type=json/,
    'stderr',
  ],
  ['probe http://a --value =UP', 64, /'=UP' is invalid. Allowed: two parts/, 'stderr'],
  ['probe http://a --redirects all', 64, /Allowed choices are none, same-host, follow/, 'stderr'],
  ['probe tcp://a:1 --liveness /live', 64, /--liveness applies to none of the targets.*Leave it out/, 'stderr'],
] as const)('called as `%s`: exit code %i', async (args, code, message, stream) => {
  const result = await runCli(args.split(' ').filter(Boolean));
  expect(result.code).toBe(code);
  expect(result[stream]).toMatch(message);
  if (code !== 0) {
    expect(result.stdout).toBe('');
  }
});
