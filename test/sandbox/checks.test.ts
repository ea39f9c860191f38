import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { atAddress, runCheckCommand } from '../../sandbox/checks/check-command';
import { ContainerHealth } from '../../sandbox/checks/container-health';
import { TargetHealth, type TargetCheckResult } from '../../sandbox/checks/target-health';
import { requestTarget } from '../../sandbox/checks/target-request';
import { ProcessRegistry } from '../../sandbox/processes/process-registry';

describe('ContainerHealth', () => {
  /** Results as text: + succeeded, - failed; one every second. */
  function statuses(results: string, retries: number, startPeriodSeconds: number): string[] {
    const health = new ContainerHealth(retries, startPeriodSeconds * 1000);
    return [...results].map((result, second) => health.record(result === '+', second * 1000));
  }

  test.each<[string, string, number, number, string]>([
    ['one success is enough', '+', 3, 0, 'HEALTHY'],
    ['fewer failures than retries leave it unknown', '--', 3, 0, 'UNKNOWN'],
    ['as many failures as retries make it unhealthy', '---', 3, 0, 'UNHEALTHY'],
    ['failures must be consecutive', '+--+--', 3, 0, 'HEALTHY'],
    ['failures in the start period do not count', '----', 2, 10, 'UNKNOWN'],
    ['failures after the start period count', '-----', 2, 3, 'UNHEALTHY'],
    ['a success ends the start period', '+--', 2, 10, 'UNHEALTHY'],
    ['a success heals', '--+', 2, 0, 'HEALTHY'],
  ])('%s', (_, results, retries, startPeriod, expected) => {
    expect(statuses(results, retries, startPeriod).at(-1)).toBe(expected);
  });
});

describe('TargetHealth', () => {
  const failure: TargetCheckResult = { reason: 'Target.Timeout', description: 'Request timed out' };

  function after(results: string): TargetHealth {
    const health = new TargetHealth(3, 2);
    [...results].forEach((result) => health.record(result === '+' ? {} : failure));
    return health;
  }

  test.each([
    ['', 'initial', 'Elb.InitialHealthChecking'],
    ['-', 'initial', 'Elb.InitialHealthChecking'],
    ['+', 'healthy', undefined],
    ['--', 'unhealthy', 'Target.Timeout'],
    ['+-', 'healthy', undefined],
    ['+--', 'unhealthy', 'Target.Timeout'],
    ['--++', 'unhealthy', 'Target.Timeout'],
    ['--+++', 'healthy', undefined],
    ['--++-++', 'unhealthy', 'Target.Timeout'],
  ])('results "%s" give %s', (results, state, reason) => {
    expect(after(results)).toMatchObject({ state, reason });
  });

  test('draining is not changed by any result', () => {
    const health = after('+');
    health.drain();
    health.record({});
    expect(health).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' });
  });
});

describe('requestTarget', () => {
  const servers: Server[] = [];
  afterEach(async () => Promise.all(servers.splice(0).map(async (server) => new Promise((resolve) => server.close(resolve)))));

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  const http = { protocol: 'HTTP' as const, path: '/ready?full=1', matcher: '200-299' };

  test('sends the path and reads the code', async () => {
    const asked: unknown[] = [];
    const port = await listen(createHttpServer((request, response) => {
      asked.push(request.url, request.headers['user-agent']);
      response.writeHead(204).end();
    }));
    expect(await requestTarget(http, '127.0.0.1', port, 2000)).toEqual({});
    expect(asked).toEqual(['/ready?full=1', 'ELB-HealthChecker/2.0']);
  });

  test('tells a wrong code, silence, refusal and nonsense apart', async () => {
    const wrong = await listen(createHttpServer((_, response) => response.writeHead(503).end()));
    const silent = await listen(createServer((socket) => socket.on('error', () => undefined).resume()));
    const nonsense = await listen(createServer((socket) => socket.on('error', () => undefined).resume().end('no http\r\n\r\n')));
    const gone = await listen(createServer());
    await new Promise((resolve) => servers.pop()!.close(resolve));
    expect(await requestTarget(http, '127.0.0.1', wrong, 2000)).toEqual({
      reason: 'Target.ResponseCodeMismatch', description: 'Health checks failed with these codes: [503]',
    });
    expect((await requestTarget(http, '127.0.0.1', silent, 200)).reason).toBe('Target.Timeout');
    expect((await requestTarget(http, '127.0.0.1', nonsense, 2000)).reason).toBe('Target.FailedHealthChecks');
    expect((await requestTarget(http, '127.0.0.1', gone, 2000)).reason).toBe('Target.FailedHealthChecks');
    expect((await requestTarget({ ...http, protocol: 'TCP' }, '127.0.0.1', gone, 2000)).reason).toBe('Target.FailedHealthChecks');
    expect(await requestTarget({ ...http, protocol: 'TCP' }, '127.0.0.1', silent, 2000)).toEqual({});
  });
});

describe('runCheckCommand', () => {
  const registry = new ProcessRegistry();
  afterAll(async () => registry.close());

  const settings = { localhost: '127.80.0.9', environment: { PATH: process.env.PATH, WHO: 'me' }, timeoutMs: 5000 };
  const check = async (...command: string[]) => runCheckCommand(registry, command, settings);

  test('CMD-SHELL goes through a shell, CMD does not', async () => {
    expect(await check('CMD-SHELL', 'echo $WHO; exit 0')).toEqual({ success: true, detail: 'exit code 0: me' });
    expect(await check('CMD', 'echo', '$WHO; exit 3')).toEqual({ success: true, detail: 'exit code 0: $WHO; exit 3' });
    expect(await check('CMD-SHELL', 'exit 3')).toEqual({ success: false, detail: 'exit code 3' });
  });

  test('a program that is missing is a failure that says so', async () => {
    expect(await check('CMD', 'no-such-program')).toEqual({
      success: false,
      detail: expect.stringMatching(/cannot run no-such-program.*ENOENT/),
    });
    expect(await check('CMD-SHELL', 'no-such-program')).toEqual({
      success: false,
      detail: expect.stringMatching(/exit code 127.*not found/),
    });
  });

  test('what takes too long is killed with all that it started', async () => {
    const result = await runCheckCommand(registry, ['CMD-SHELL', 'sleep 60 & sleep 60'], { ...settings, timeoutMs: 200 });
    expect(result).toEqual({ success: false, detail: 'no result within 200 ms' });
    expect(registry.running).toEqual([]);
  });

  test.each([
    ['http://localhost:80/x', 'http://A:80/x'],
    ['http://127.0.0.1:80', 'http://A:80'],
    ['http://[::1]:80', 'http://A:80'],
    ['/dev/tcp/localhost/80', '/dev/tcp/A/80'],
    ["http.get('http://localhost/')", "http.get('http://A/')"],
    ['http://localhost.example.com', 'http://localhost.example.com'],
    ['http://my-localhost:80', 'http://my-localhost:80'],
    ['http://127.0.0.10', 'http://127.0.0.10'],
  ])('localhost is the task: %s', (written, expected) => {
    expect(atAddress(written, 'A')).toBe(expected);
  });
});
