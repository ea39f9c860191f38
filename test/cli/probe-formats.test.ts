import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli';
import { Listeners } from '../lambda/engine/listeners';

const listeners = new Listeners();
const folder = mkdtempSync(join(tmpdir(), 'layered-health-formats-'));
afterEach(async () => listeners.close());
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'format.json');
  writeFileSync(path, content);
  return path;
}

test('a format of the user, from a file', async () => {
  const url = `http://127.0.0.1:${await listeners.answering(200, '{"level":"sick","organs":{"heart":{"status":"down"}}}')}/`;
  const path = file('{"name":"ours","statusPath":"$.level","downWords":["sick"],"componentsPath":"$.organs"}');
  const { code, stdout } = await runCli(['probe', url, '--format-file', path]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining('200, status sick: heart DOWN') });
});

test.each([
  ['no', 'a file that is not JSON'],
  ['{"words":["a"]}', '"words": ["a"]'],
  ['{"upWords":["a"],"downWords":["A"]}', 'A word of a format means two things'],
])('a file that cannot be used: %s', async (content, message) => {
  const { code, stderr } = await runCli(['probe', 'http://127.0.0.1:1/', '--format-file', file(content)]);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(message) });
});

test('status codes, and a format of the liveness alone: a wrong one is configuration', async () => {
  const port = await listeners.http((request, response) => {
    response.writeHead(request.url === '/live' ? 200 : 299).end(request.url === '/live' ? 'alive' : '{"status":"UP"}');
  });
  const url = `http://127.0.0.1:${port}/`;
  expect((await runCli(['probe', url, '--status-codes', '200'])).code).toBe(2);
  expect((await runCli(['probe', url, '--status-codes', '200,299', '--liveness', '/live'])).code).toBe(0);
  const { stdout } = await runCli(['probe', url, '--liveness', '/live', '--liveness-format', 'actuator', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ fault: 'ENDPOINT_MISSING', remedy: 'ALERT' });
  expect((await runCli(['probe', url, '--status-codes', '2xx'])).code).toBe(64);
});

test('an idle connection that the server closes too soon is told, with the setting', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  server.keepAliveTimeout = 200;
  const url = `http://127.0.0.1:${await listeners.open(server)}/`;
  const { code, stdout } = await runCli(['probe', url, '--keep-alive', '--idle-timeout', '2', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'UP', keepAlive: { state: 'CLOSED', idleTimeoutSeconds: 2, detail: expect.stringContaining('server.keepAliveTimeout') },
  });
  expect((await runCli(['probe', 'tcp://127.0.0.1:1', '--keep-alive'])).code).toBe(64);
});
