import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { installed, runCommand } from './run-command';
import { closedPort, drip, hang, httpServer, httpsServer, status, type TestServer } from './servers';
import { ContainerProbe } from '../../src/container/container-probe';
import { type IContainerProbe } from '../../src/contract/container-probe';
import { HealthEndpoint } from '../../src/contract/health-endpoint';

const TIMEOUT = Duration.seconds(2);
/** Above the timeout: what a busy machine needs to start a process. */
const SLACK_MILLISECONDS = 1500;

const HTTP_PROBES: Array<[string, string, IContainerProbe]> = [
  ['curl', 'curl', ContainerProbe.curl()],
  ['GNU wget with the options that BusyBox shares', 'wget', ContainerProbe.wget()],
  ['GNU wget', 'wget', ContainerProbe.wget({ gnu: true })],
  ['node', 'node', ContainerProbe.node()],
  ['python', 'python3', ContainerProbe.python()],
];

const servers: TestServer[] = [];
async function opened(server: Promise<TestServer>): Promise<TestServer> {
  servers.push(await server);
  return server;
}
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

describe.each(HTTP_PROBES)('%s', (_name, program, probe) => {
  const endpoint = HealthEndpoint.http('/health/live');
  const check = (port: number, what = endpoint) => runCommand(probe.command(what, port, TIMEOUT));

  test('is installed here, so that these tests say something', () => expect(installed(program)).toBe(true));

  test('a server that is well is healthy, asked once by GET', async () => {
    const server = await opened(httpServer(status(200)));
    expect(await check(server.port)).toMatchObject({ exitCode: 0 });
    expect(server.methods).toEqual(['GET']);
    expect(server.paths).toEqual(['/health/live']);
  });

  test.each([204, 500, 503, 404])('status %d', async (code) => {
    const server = await opened(httpServer(status(code)));
    expect((await check(server.port)).exitCode === 0).toBe(code === 204);
    expect(server.paths).toHaveLength(1);
  });

  test('a server that hangs is unhealthy before ECS stops waiting', async () => {
    const server = await opened(httpServer(hang));
    const result = await check(server.port);
    expect(result.exitCode).toBeGreaterThan(0);
    expect(result.milliseconds).toBeLessThan(TIMEOUT.toMilliseconds() + SLACK_MILLISECONDS);
    expect(server.paths).toHaveLength(1);
  });

  test('a server that is gone is unhealthy at once', async () => {
    const patient = Duration.seconds(20);
    const result = await runCommand(probe.command(endpoint, await closedPort(), patient));
    expect(result.exitCode).toBeGreaterThan(0);
    expect(result.milliseconds).toBeLessThan(patient.toMilliseconds() / 2);
  });

  test('HTTPS works without a trusted certificate', async () => {
    const server = await opened(httpsServer(status(200)));
    expect(await check(server.port, HealthEndpoint.https('/live'))).toMatchObject({ exitCode: 0 });
    expect(server.paths).toEqual(['/live']);
  });

  test('a proxy in the environment is ignored', async () => {
    const server = await opened(httpServer(status(200)));
    const proxy = await opened(httpServer(status(503)));
    const url = `http://127.0.0.1:${proxy.port}`;
    const env = { http_proxy: url, HTTP_PROXY: url, all_proxy: url, no_proxy: '', NO_PROXY: '', NODE_USE_ENV_PROXY: '1' };
    expect(await runCommand(probe.command(endpoint, server.port, TIMEOUT), { env })).toMatchObject({ exitCode: 0 });
    expect(proxy.paths).toEqual([]);
  });

  test('the endpoint\'s own port is the one asked', async () => {
    const server = await opened(httpServer(status(200)));
    expect(await check(await closedPort(), HealthEndpoint.http('/', { port: server.port }))).toMatchObject({ exitCode: 0 });
  });
});

describe('redirects', () => {
  test.each(HTTP_PROBES.filter(([name]) => !name.includes('BusyBox')))(
    '%s does not follow one and takes it for a failure',
    async (_name, _program, probe) => {
      const elsewhere = await opened(httpServer(status(200)));
      const server = await opened(httpServer(status(302, { location: `http://127.0.0.1:${elsewhere.port}/` })));
      const result = await runCommand(probe.command(HealthEndpoint.http('/'), server.port, TIMEOUT));
      expect(result.exitCode).toBeGreaterThan(0);
      expect(elsewhere.paths).toEqual([]);
    },
  );

  test.each(HTTP_PROBES.filter(([, program]) => program !== 'wget'))(
    '%s takes it for healthy when the endpoint names 3xx, and does not follow',
    async (_name, _program, probe) => {
      const elsewhere = await opened(httpServer(status(500)));
      const server = await opened(httpServer(status(302, { location: `http://127.0.0.1:${elsewhere.port}/` })));
      const endpoint = HealthEndpoint.http('/', { statusCodes: '200,302' });
      expect(await runCommand(probe.command(endpoint, server.port, TIMEOUT))).toMatchObject({ exitCode: 0 });
      expect(elsewhere.paths).toEqual([]);
    },
  );
});

describe('status codes', () => {
  const exact = HTTP_PROBES.filter(([, program]) => ['node', 'python3'].includes(program));

  test.each(exact)('%s matches exactly the endpoint\'s', async (_name, _program, probe) => {
    const endpoint = HealthEndpoint.http('/', { statusCodes: '200,204-206,401' });
    const seen: Record<number, boolean> = {};
    for (const code of [200, 201, 204, 206, 207, 400, 401]) {
      const server = await opened(httpServer(status(code)));
      seen[code] = (await runCommand(probe.command(endpoint, server.port, TIMEOUT))).exitCode === 0;
    }
    expect(seen).toEqual({ 200: true, 201: false, 204: true, 206: true, 207: false, 400: false, 401: true });
  });

  test.each([
    ['curl', ContainerProbe.curl(), '200,401'],
    ['wget', ContainerProbe.wget(), '200-399'],
  ])('%s refuses codes that it takes for failures', (_name, probe, statusCodes) => {
    expect(() => probe.command(HealthEndpoint.http('/', { statusCodes }), 80, TIMEOUT)).toThrow(
      new RegExp(`got status codes ${statusCodes}, allowed: codes from 200 to \\d99.*ContainerProbe.node\\(\\)`),
    );
  });
});

test.each(HTTP_PROBES.filter(([, program]) => program !== 'wget'))(
  '%s bounds the whole check, also when bytes keep coming',
  async (_name, _program, probe) => {
    const server = await opened(httpServer(drip));
    const result = await runCommand(probe.command(HealthEndpoint.http('/'), server.port, TIMEOUT));
    expect(result.exitCode).toBeGreaterThan(0);
    expect(result.milliseconds).toBeLessThan(TIMEOUT.toMilliseconds() + SLACK_MILLISECONDS);
  },
);

describe('a path is data, never code', () => {
  const directory = mkdtempSync(join(tmpdir(), 'container-probe-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Runs the probe in an empty directory, which stays empty unless something in the path was executed. */
  async function arrivesAs(probe: IContainerProbe, path: string): Promise<string> {
    const server = await opened(httpServer(status(200)));
    const command = probe.command(HealthEndpoint.http(path), server.port, TIMEOUT);
    expect(await runCommand(command, { cwd: directory })).toMatchObject({ exitCode: 0 });
    expect(readdirSync(directory)).toEqual([]);
    expect(server.paths).toHaveLength(1);
    return server.paths[0];
  }

  const PATHS = [
    '/it\'s?a=1&b=$HOME;touch${IFS}x',
    '/$(touch${IFS}x)/`touch${IFS}x`||touch${IFS}x',
    '/with%20space/%27%22%25?q=%26&r=[1-3]&s={a,b}&*',
    '/-o/--help?-X=DELETE&@/etc/passwd',
  ];
  test.each(HTTP_PROBES.flatMap(([name, , probe]) => PATHS.map((path) => [name, path, probe] as const)))(
    '%s: %s',
    async (name, path, probe) => {
      const arrived = await arrivesAs(probe, path);
      // GNU Wget writes what a URI must not hold as %xx, which a server decodes to the same.
      expect(name.includes('wget') ? decodeURIComponent(arrived) : arrived).toBe(name.includes('wget') ? decodeURIComponent(path) : path);
    },
  );

  const EVERY_CHARACTER = '/' + Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).join('').replace('#', '');
  const exact = HTTP_PROBES.filter(([, program]) => program !== 'wget');
  test.each(exact)('%s: every printable character', async (_name, _program, probe) => {
    expect(await arrivesAs(probe, EVERY_CHARACTER)).toBe(EVERY_CHARACTER);
  });

  test.each(exact)('%s: any path', async (_name, _program, probe) => {
    const tail = fc.string({ unit: fc.constantFrom(...EVERY_CHARACTER), maxLength: 60 });
    await fc.assert(fc.asyncProperty(tail, async (text) => {
      expect(await arrivesAs(probe, `/${text}`)).toBe(`/${text}`);
    }), { numRuns: 12, examples: [['../..//a/./b'], ['/127.0.0.1/x'], ['%'], ['\\']] });
  }, 60_000);
});

// Debian builds BusyBox without timeouts, and its wget crashes on -T; Alpine's, which is the one in images, has them.
if (installed('busybox') && spawnSync('busybox', ['wget', '--help'], { encoding: 'utf8' }).stderr.includes('-T ')) {
  test.each([[200, 0], [503, 1]])('BusyBox wget: status %d gives exit code %d', async (code, exitCode) => {
    const server = await opened(httpServer(status(code)));
    const [form, ...words] = ContainerProbe.wget().command(HealthEndpoint.http('/live?a=\'$x\''), server.port, TIMEOUT);
    expect(await runCommand([form, 'busybox', ...words])).toMatchObject({ exitCode });
    expect(server.paths).toEqual(['/live?a=\'$x\'']);
  });
} else {
  test.skip('BusyBox wget: this machine has no BusyBox whose wget knows -T, as Alpine\'s does', () => {});
}
