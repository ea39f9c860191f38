import { createServer as createHttpsServer } from 'node:https';
import { probe } from '../../../../lambda/engine/probe';
import type { CheckResult } from '../../../../lambda/shared/check-result';
import { secretKey } from '../../../../lambda/shared/probe-request';
import type { HttpEndpointPlan, SecretHeaderPlan } from '../../../../src/shared/plan';
import { certificate, Listeners } from '../listeners';
import { http, probeLocal, TIMEOUT_MS } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

type RawAnswer = [status: number, headers: Record<string, string>, body: string | Buffer];

const SECRET = 'hunter2-Sesame+Ü/=';
const header: SecretHeaderPlan = {
  name: 'authorization',
  source: 'secretsmanager',
  id: 'arn:aws:secretsmanager:eu-west-1:1:secret:x',
  field: 'token',
  prefix: 'Bearer ',
};

/** Probes with a secret header and gives the liveness check; nothing of the whole answer may hold the secret. */
async function probeWithSecret(
  port: number,
  options: Partial<HttpEndpointPlan> = {},
  secret: string | undefined = SECRET,
  host: string = '127.0.0.1',
): Promise<CheckResult> {
  const response = await probe(
    {
      targets: [{ id: 'target', host, port, timeoutMs: TIMEOUT_MS, liveness: http('/', { secretHeaders: [header], ...options }) }],
      dependencies: [],
      deadlineMs: 5000,
      ...secret === undefined ? {} : { secrets: { [secretKey(header)]: secret } },
    },
    { allowLocal: true },
  );
  const text = JSON.stringify(response);
  for (const spelling of [SECRET, Buffer.from(SECRET, 'latin1').toString('base64'), encodeURIComponent(SECRET), 'hunter2']) {
    expect(text).not.toContain(spelling);
  }
  return response.targets[0]!.checks.find(({ check }) => check === 'liveness')!;
}

test('method, headers and body are sent as the plan says', async () => {
  const asked: unknown[] = [];
  const port = await listeners.http((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      asked.push({ method: request.method, body: Buffer.concat(chunks).toString(), ...request.headers });
      response.end();
    });
  });
  await probeLocal(port, {
    liveness: http('/', {
      method: 'POST',
      body: '{"ü":1}',
      headers: { 'Content-Type': 'application/json', 'Host': 'app.example', 'Accept': '*/*' },
    }),
  });
  expect(asked).toEqual([{
    'method': 'POST',
    'body': '{"ü":1}',
    'content-type': 'application/json',
    'content-length': '8',
    'host': 'app.example',
    'accept': '*/*',
    'accept-encoding': 'identity',
    'connection': 'close',
    'user-agent': 'cdk-ecs-layered-health',
  }]);
});

test.each<[name: string, options: Partial<HttpEndpointPlan>]>([
  ['a line break in a value', { headers: { 'x-a': 'b\r\nx-evil: 1' } }],
  ['a line break in a name', { headers: { 'x-a\r\nx-evil': '1' } }],
  ['a NUL', { headers: { 'x-a': '\u0000' } }],
  ['more than Latin-1', { headers: { 'x-a': '\u20ac' } }],
  ['a length of its own', { headers: { 'Content-Length': '5' } }],
  ['a connection of its own', { headers: { Connection: 'keep-alive' } }],
])('%s is never sent', async (_name, options) => {
  let asked = 0;
  const port = await listeners.http((_request, response) => {
    asked += 1;
    response.end();
  });
  const { liveness } = await probeLocal(port, { liveness: http('/', options) });
  expect(liveness).toMatchObject({ outcome: 'PROBER', status: 'UNKNOWN' });
  expect(asked).toBe(0);
});

test('HEAD is judged by its status', async () => {
  const port = await listeners.answering(200, '', { 'content-length': '500' });
  expect((await probeLocal(port, { liveness: http('/', { method: 'HEAD' }) })).liveness).toMatchObject({ outcome: 'OK' });
});

describe('secret headers', () => {
  test('go to the endpoint and nowhere else', async () => {
    const seen: unknown[] = [];
    const elsewhere = await listeners.http((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const port = await listeners.http((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: request.url === '/' ? '/next' : `http://localhost:${elsewhere}/` }).end();
    });
    expect(await probeWithSecret(port, { redirects: 'follow' })).toMatchObject({ outcome: 'OK' });
    const value = `Bearer ${SECRET}`;
    expect(seen).toEqual([value, value, undefined]);
  });

  test.each<[name: string, answer: (value: string) => RawAnswer, options?: Partial<HttpEndpointPlan>]>([
    ['the body', (value) => [500, {}, value]],
    ['the status word', (value) => [200, {}, JSON.stringify({ status: value })]],
    ['a component', (value) => [200, {}, JSON.stringify({ status: 'DOWN', components: { [value]: { status: 'DOWN' } } })]],
    [
      'a component, cut',
      (value) => [200, {}, JSON.stringify({ status: 'DOWN', components: { [`${'x'.repeat(28)}${value}`]: { status: 'DOWN' } } })],
    ],
    ['a failed assertion', (value) => [200, {}, value], { assertions: [{ on: 'body', equals: 'fine' }] }],
    ['a failed assertion, cut', (value) => [200, {}, `${'x'.repeat(55)}${value}`], { assertions: [{ on: 'body', equals: 'fine' }] }],
    ['a failed assertion, in bytes', (value) => [200, {}, Buffer.from(value, 'latin1')], { assertions: [{ on: 'body', equals: 'fine' }] }],
    [
      'a failed assertion, in base64',
      (value) => [200, {}, Buffer.from(value.slice(7), 'latin1').toString('base64')],
      { assertions: [{ on: 'body', equals: 'fine' }] },
    ],
    [
      'taken apart by an escape',
      (value) => [200, {}, `${value.slice(0, 12)}\u001b[0m${value.slice(12)}`],
      { assertions: [{ on: 'body', equals: 'fine' }] },
    ],
    ['a header', (value) => [200, { 'x-echo': value }, ''], { assertions: [{ on: 'header', name: 'x-echo', equals: 'fine' }] }],
    [
      'a JSON value',
      (value) => [200, {}, JSON.stringify({ a: { b: value } })],
      { assertions: [{ on: 'json', path: '$.a', equals: 'fine' }] },
    ],
    ['a location', (value) => [302, { location: `http://elsewhere.invalid/?${encodeURIComponent(value)}` }, ''], { redirects: 'follow' }],
    [
      'the name in a location',
      () => [302, { location: `http://${encodeURIComponent(SECRET.toUpperCase())}.invalid/` }, ''],
      { redirects: 'follow' },
    ],
    ['an encoding', (value) => [200, { 'content-encoding': value }, 'x']],
  ])('are not told when the target repeats them in %s', async (_name, answer, options = {}) => {
    let seen = '';
    const port = await listeners.http((request, response) => {
      seen = request.headers.authorization ?? '';
      const [status, headers, body] = answer(seen);
      response.writeHead(status, headers).end(body);
    });
    const result = await probeWithSecret(port, options);
    expect(seen).toBe(`Bearer ${SECRET}`);
    expect(result.detail).not.toBe('');
  });

  test('a value that cannot be sent, or none, is the trouble of the prober', async () => {
    const port = await listeners.answering(200);
    expect(await probeWithSecret(port, {}, 'hunter2\r\nx-evil: 1')).toMatchObject({
      outcome: 'PROBER',
      detail: expect.stringContaining('header authorization'),
    });
    const {
      targets: [target],
    } = await probe(
      {
        targets: [{ id: 'a', host: '127.0.0.1', port, timeoutMs: TIMEOUT_MS, liveness: http('/', { secretHeaders: [header] }) }],
        dependencies: [],
        deadlineMs: 5000,
        secrets: {},
      },
      { allowLocal: true },
    );
    expect(target!.checks[2]).toMatchObject({ outcome: 'PROBER', detail: expect.stringContaining('not handed to the prober') });
  });

  test.each<[name: string, from: number, until: number, outcome: string, sent: number]>([
    ['good', -1, 90, 'OK', 1],
    ['expiring', -1, 3, 'OK', 1],
    ['expired', -30, -2, 'SKIPPED', 0],
  ])('over TLS with a certificate that is %s', async (_name, from, until, outcome, sent) => {
    let asked = 0;
    const port = await listeners.open(createHttpsServer(await certificate(['a'], from, until), (_request, response) => {
      asked += 1;
      response.end();
    }));
    expect(await probeWithSecret(port, { protocol: 'https' })).toMatchObject({ outcome });
    expect(asked).toBe(sent);
  });

  test('not to a name that the certificate is not for', async () => {
    let asked = 0;
    const port = await listeners.open(createHttpsServer(await certificate(['a'], -1, 90), (_request, response) => {
      asked += 1;
      response.end();
    }));
    expect(await probeWithSecret(port, { protocol: 'https' }, SECRET, 'localhost')).toMatchObject({
      outcome: 'SKIPPED',
      detail: expect.stringContaining('secret headers were not sent'),
    });
    expect(asked).toBe(0);
  });

  test('not from https down to http', async () => {
    const seen: unknown[] = [];
    const plain = await listeners.http((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const port = await listeners.open(createHttpsServer(await certificate(['a'], -1, 90), (_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${plain}/` }).end();
    }));
    await probeWithSecret(port, { protocol: 'https', redirects: 'follow' });
    expect(seen).toEqual([undefined]);
  });
});
