import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probe } from '../../../../lambda/engine/probe';
import { askApplication } from '../../../../lambda/recovery/services/ask-application';
import { secretKey } from '../../../../lambda/shared/probe-request';
import type { EndpointPlan, Plan } from '../../../../src/shared/plan';
import { PLAN, taskEvidence } from '../../diagnosis/diagnosis-fixtures';

const HEADER = { name: 'x-token', source: 'ssm', id: '/token' } as const;
const requests: Array<Pick<IncomingMessage, 'method' | 'url' | 'headers'>> = [];
let server: Server;
let status = 200;

beforeAll((done) => {
  server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1', done);
});
afterAll((done) => { server.close(done); });
beforeEach(() => { requests.length = 0; status = 200; });

const endpoint = (): EndpointPlan => ({
  protocol: 'http',
  port: (server.address() as AddressInfo).port,
  path: '/recover',
  method: 'POST',
  format: 'status-only',
  statusCodes: '200-299',
  timeoutMs: 2_000,
  secretHeaders: [HEADER],
});
const ask = (changes: Parameters<typeof taskEvidence>[0] = {}, gone = false) => askApplication({ ...PLAN, liveness: endpoint() } as Plan, {
  readIdentity: async () => (gone ? undefined : taskEvidence({ address: '127.0.0.1', ...changes })),
  readSecrets: async () => ({ [secretKey(HEADER)]: 'open sesame' }),
  probe: (request) => probe(request, { allowLocal: true }),
});

test('sends one request to that one task, with the method, path and secret that were named', async () => {
  await expect(ask()).resolves.toMatch(/200/);
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /recover']);
  expect(requests[0].headers['x-token']).toBe('open sesame');
});

test('says when the application did not accept it, without the secret', async () => {
  status = 503;
  await expect(ask()).rejects.toThrow(/did not accept the request: .*503/);
  await expect(ask()).rejects.not.toThrow(/sesame/);
});

test('asks nobody where ECS no longer knows the task, or it is being stopped', async () => {
  await expect(ask({}, true)).rejects.toThrow(/ECS no longer knows the task/);
  await expect(ask({ desiredStatus: 'STOPPED' })).rejects.toThrow(/no longer runs/);
  await expect(ask({ unprobeableReason: 'ECS shows no private address of this task', address: undefined })).rejects.toThrow(
    /no private address/,
  );
  expect(requests).toEqual([]);
});
