import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probe } from '../../../lambda/engine/probe';
import { secretKey } from '../../../lambda/engine/target';
import { askTask } from '../../../lambda/recovery/ask-task';
import type { EndpointPlan, Plan } from '../../../src/verification/plan';
import { PLAN, taskEvidence } from '../diagnosis/given';

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
const ask = (changes: Parameters<typeof taskEvidence>[0] = {}, gone = false) => askTask({ ...PLAN, liveness: endpoint() } as Plan, {
  identity: async () => (gone ? undefined : taskEvidence({ address: '127.0.0.1', ...changes })),
  secrets: async () => ({ [secretKey(HEADER)]: 'open sesame' }),
  probe: (request) => probe(request, { allowLocal: true }),
});

test('asks that one task once, with the method, path and secret that were named', async () => {
  await expect(ask()).resolves.toMatch(/200/);
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /recover']);
  expect(requests[0].headers['x-token']).toBe('open sesame');
});

test('says when it was in vain, without the secret', async () => {
  status = 503;
  await expect(ask()).rejects.toThrow(/asked in vain: .*503/);
  await expect(ask()).rejects.not.toThrow(/sesame/);
});

test('asks nobody where ECS knows no such task, or it is being stopped', async () => {
  await expect(ask({}, true)).rejects.toThrow(/ECS knows no such task/);
  await expect(ask({ desiredStatus: 'STOPPED' })).rejects.toThrow(/does not run any more/);
  await expect(ask({ unprobed: 'ECS shows no private address of this task', address: undefined })).rejects.toThrow(/no private address/);
  expect(requests).toEqual([]);
});
