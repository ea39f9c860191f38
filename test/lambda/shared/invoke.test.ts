import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { CLIENT_SETTINGS } from '../../../lambda/shared/client-settings';
import { createLambdaClient, invoke } from '../../../lambda/shared/invoke';

const server = http.createServer((_, response) => response.end('{"services":[]}'));
const environment = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
});
afterAll(() => {
  process.env = environment;
  server.closeAllConnections();
  server.close();
});

/** The process stands still as soon as it has begun to connect: the kernel connects, and nobody looks. */
function starved(milliseconds: number): void {
  const { request } = http;
  const stop = () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds); };
  jest.spyOn(http, 'request').mockImplementationOnce(((...args: Parameters<typeof request>) => {
    process.nextTick(stop);
    return request(...args);
  }) as typeof request);
}

afterEach(() => jest.restoreAllMocks());

test.each<[client: string, call: () => Promise<unknown>, answer: object]>([
  [
    'calls a function',
    async () => invoke(createLambdaClient(), 'f', 'the prober', {}, AbortSignal.timeout(10_000)),
    { services: [] },
  ],
  [
    'reads',
    async () => new ECSClient({ ...CLIENT_SETTINGS, maxAttempts: 1 }).send(new DescribeServicesCommand({ services: ['orders'] })),
    { services: [] },
  ],
])('a client that %s is connected although its process did not get the processor meanwhile', async (_, call, answer) => {
  starved(2_100);
  expect(await call()).toMatchObject(answer);
});
