import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Listeners } from './listeners';
import type { IdleRequest } from '../../../lambda/shared/idle-request';

const BUNDLE = join(__dirname, '..', '..', '..', 'assets', 'prober', 'index.js');

const listeners = new Listeners();
afterEach(async () => listeners.close());

/** What the prober as it is shipped writes to its log. */
async function logOf(
  request: IdleRequest, env: NodeJS.ProcessEnv = { LAYERED_HEALTH_ALLOW_LOCAL: '1' },
): Promise<Record<string, unknown>[]> {
  const program = 'require(process.argv[1]).handler(JSON.parse(process.argv[2]))';
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['-e', program, BUNDLE, JSON.stringify(request)], { env }, (error, stdout) => (
      error ? reject(error) : resolve(stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>))
    ));
  });
}

function keeping(ms: number, server = 'app'): Promise<number> {
  const http = createServer((_request, response) => {
    response.setHeader('server', server);
    response.end('ok');
  });
  http.keepAliveTimeout = ms;
  return listeners.open(http);
}

function target(service: string, port: number, host = '127.0.0.1'): IdleRequest['idle'][number] {
  return { cluster: 'prod', service, host, port, path: '/ready', secure: false, idleTimeoutSeconds: 3 };
}

test('a server that closes too soon is told as a line that is a metric as well; nobody else is', async () => {
  const soon = await keeping(200, 'gunicorn');
  const silent = await listeners.raw((socket) => { setTimeout(() => socket.destroy(), 300); });
  const lines = await logOf({
    idle: [
      { ...target('soon', soon), contractName: 'web' },
      target('keeps', await keeping(60_000)),
      target('refuses', await listeners.answering(200, 'ok', { connection: 'close' })),
      target('silent', silent),
      target('gone', await listeners.closedPort()),
    ],
  });
  expect(lines).toEqual([{
    level: 'WARN',
    message: expect.stringMatching(/^soon closes an idle connection after [\d.]+ s, before the load balancer does \(3 s\).*--keep-alive \(Gunicorn/),
    cluster: 'prod',
    service: 'soon',
    contractName: 'web',
    address: `127.0.0.1:${soon}`,
    closedAfterSeconds: expect.any(Number),
    idleTimeoutSeconds: 3,
    Cluster: 'prod',
    Service: 'soon',
    Contract: 'web',
    IdleConnectionsClosed: 1,
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [{
        Namespace: 'LayeredHealth',
        Dimensions: [['Cluster', 'Service', 'Contract']],
        Metrics: [{ Name: 'IdleConnectionsClosed', Unit: 'Count' }],
      }],
    },
  }]);
  expect(lines[0]!.closedAfterSeconds).toBeLessThan(3);
}, 30_000);

test('a task that stops closes its connections without being blamed', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => setTimeout(() => {
    server.close();
    server.closeAllConnections();
  }, 400));
  expect(await logOf({ idle: [target('stops', await listeners.open(server))] })).toEqual([]);
});

test('addresses that are never probed are not held either', async () => {
  const port = await keeping(100);
  expect(await logOf({ idle: [target('local', port), target('metadata', 80, '169.254.169.254')] }, {})).toEqual([]);
  expect(listeners.accepted).toBe(0);
});
