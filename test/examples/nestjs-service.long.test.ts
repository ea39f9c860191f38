import { mkdirSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Duration } from 'aws-cdk-lib';
import { buildSync } from 'esbuild';
import { ServiceProcess } from './service-process';
import { diagnoseTarget } from '../../lambda/diagnosis/diagnose-target';
import { probeTarget } from '../../lambda/engine/probe';
import { ContainerProbe, HealthContract, HealthEndpoint, HealthFormat } from '../../src';
import { runCommand } from '../container/run-command';

const ROOT = join(__dirname, '..', '..');
const SOURCE = join(ROOT, 'examples', 'nestjs-service');
/** Built below node_modules, where the service finds its packages. */
const BUILT = join(ROOT, 'node_modules', '.cache', `nestjs-service-${process.pid}.mjs`);

const started: ServiceProcess[] = [];
async function start(environment: NodeJS.ProcessEnv = {}, words = [BUILT]): Promise<ServiceProcess> {
  const service = new ServiceProcess(words, { FAULT_CONTROL: 'stdin', ...environment });
  started.push(service);
  await service.ready();
  return service;
}

/** As docs/recipes/nestjs.md and the README of the example state it. */
const contract = new HealthContract({
  port: 3000,
  liveness: HealthEndpoint.http('/health/live', { format: HealthFormat.TERMINUS }),
  readiness: HealthEndpoint.http('/health/ready', { format: HealthFormat.TERMINUS }),
  startup: Duration.seconds(10),
  longestRequest: Duration.seconds(20),
  shutdown: Duration.seconds(25),
  inAppRecovery: { attempts: 2, interval: Duration.seconds(10) },
});

/** What the verifier says of the service. */
async function verdict({ url }: ServiceProcess): Promise<string> {
  const { hostname: host, port } = new URL(url);
  const [liveness, readiness] = [contract.liveness, contract.readiness!].map((endpoint) => endpoint._plan(5000));
  const { fault, status } = diagnoseTarget(
    await probeTarget({ id: 'task', host, port: Number(port), liveness, readiness, timeoutMs: 5000 }, { allowLocal: true }),
  );
  return `${fault} ${status}`;
}

/** Whether the container check that the contract gives to ECS passes. It asks 127.0.0.1, as inside a container. */
async function checkPasses({ url }: ServiceProcess, endpoint = contract.liveness): Promise<boolean> {
  const { exitCode } = await runCommand(
    ContainerProbe.node().command(endpoint, Number(new URL(url).port), contract.budget.container.timeout),
  );
  return exitCode === 0;
}

beforeAll(() => {
  mkdirSync(join(BUILT, '..'), { recursive: true });
  // As `npm run build` of the example does.
  buildSync({
    entryPoints: [join(SOURCE, 'service.ts')], bundle: true, packages: 'external', platform: 'node', format: 'esm', outfile: BUILT,
  });
});

afterEach(async () => {
  started.filter((service) => service.running).forEach((service) => service.signal('SIGKILL'));
  await Promise.all(started.splice(0).map((service) => service.ended));
});

afterAll(() => rmSync(BUILT, { force: true }));

test('starts from its source, answers for itself, and exits 0 when asked to stop', async () => {
  const service = await start({ SHUTDOWN_DELAY_MS: '0' }, ['--import', 'tsx', join(SOURCE, 'main.ts')]);
  expect(await service.get('/')).toEqual({ status: 200, body: { hello: 'world', visits: 1, waitingJobs: 1 } });
  const worker = { status: 'up', state: 'working', attempts: 0 };
  expect(await service.get('/health/live')).toEqual({
    status: 200,
    body: { status: 'ok', info: { worker }, error: {}, details: { worker } },
  });
  const details = { database: { status: 'up', responseTime: expect.any(Number) }, cache: { status: 'up' }, worker };
  expect(await service.get('/health/ready')).toEqual({ status: 200, body: { status: 'ok', info: details, error: {}, details } });
  service.signal('SIGTERM');
  expect(await service.ended).toBe(0);
}, 30_000);

test('an environment that makes no sense ends the start with the variable\'s name', async () => {
  await expect(start({ PORT: 'http' })).rejects.toThrow(/PORT is not a number: got "http"/);
  await expect(start({ DATABASE_ADDRESS: 'localhost' })).rejects.toThrow(
    /DATABASE_ADDRESS is not an address: got "localhost", allowed: host:port/,
  );
  await expect(start({ WORKER_INTERVAL_MS: '200' })).rejects.toThrow(/RECOVERY_INTERVAL_MS gives .* got 250, allowed: from 400/);
});

test('a dependency or a component that is down fails readiness by name, and never liveness', async () => {
  const service = await start();
  for (const [fault, name, message] of [
    ['dependency database', 'database', /ECONNREFUSED/],
    ['component cache', 'cache', /not connected/],
  ] as const) {
    await service.fault(`${fault} down`);
    const { status, body } = await service.get('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', error: { [name]: { status: 'down', message: expect.stringMatching(message) } } });
    expect(Object.keys(body.error)).toEqual([name]);
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    expect(await service.get('/')).toMatchObject({ status: 200 });
    await service.fault(`${fault} up`);
    expect(await service.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  }
});

test('a database elsewhere is asked where it is', async () => {
  const first = await start();
  const second = await start({ DATABASE_ADDRESS: new URL(first.url).host });
  expect(await second.get('/health/ready')).toMatchObject({ status: 200 });
  first.signal('SIGKILL');
  await first.ended;
  expect(await second.get('/health/ready')).toMatchObject({ status: 503, body: { error: { database: { status: 'down' } } } });
});

describe('a worker that stalls', () => {
  /** Every state that liveness reported on the way, in order, until the wanted one or the deadline. */
  async function reported(service: ServiceProcess, until: string): Promise<string[]> {
    const seen: string[] = [];
    for (const deadline = Date.now() + 8000; Date.now() < deadline && !seen.at(-1)?.startsWith(until); await wait(15)) {
      const { status, body } = await service.get('/health/live');
      const { state, attempts } = body.details.worker;
      const entry = `${state} ${attempts} ${status}`;
      if (entry !== seen.at(-1)) { seen.push(entry); }
    }
    return seen;
  }

  test('and can be restarted is never down', async () => {
    const service = await start();
    await service.fault('stall-worker recoverable');
    expect(await reported(service, 'recovering')).toEqual(['working 0 200', 'recovering 1 200']);
    expect((await reported(service, 'working')).every((entry) => entry.endsWith(' 200'))).toBe(true);
    expect(await service.get('/health/ready')).toMatchObject({ status: 200 });
  });

  test('for good is down after two attempts, not before, for liveness and readiness', async () => {
    const service = await start();
    await service.fault('stall-worker permanent');
    expect(await reported(service, 'given-up')).toEqual(['working 0 200', 'recovering 1 200', 'recovering 2 200', 'given-up 2 503']);
    expect(await service.get('/health/ready')).toMatchObject({ status: 503, body: { error: { worker: { status: 'down' } } } });
  });

  test('is recovered whether or not anybody asks for its health', async () => {
    const service = await start();
    await service.fault('stall-worker permanent');
    await service.printed(/did not come back after 2 restarts/);
    expect(await service.get('/health/live')).toMatchObject({ status: 503 });
  });

  test('is restarted as often as recovery decides, however often anybody asks for its health', async () => {
    const service = await start();
    await service.fault('stall-worker permanent');
    let asked = 0;
    for (; !service.output.includes('did not come back'); asked += 1) {
      await Promise.all([service.get('/health/live'), service.get('/health/ready')]);
    }
    expect(asked).toBeGreaterThan(10);
    expect(service.output.match(/: restart \d of 2/g)).toEqual([': restart 1 of 2', ': restart 2 of 2']);
  });

  test('keeps its task while recovery tries, and loses it once recovery has given up: check and verifier agree', async () => {
    // Time enough to start the check while recovery tries.
    const service = await start({ HOST: '127.0.0.1', RECOVERY_INTERVAL_MS: '2000' });
    await service.fault('stall-worker permanent');
    await service.printed(/: restart 1 of 2/);
    expect(await Promise.all([checkPasses(service), verdict(service)])).toEqual([true, 'HEALTHY UP']);
    expect(service.output).not.toContain('did not come back');
    await service.printed(/did not come back after 2 restarts/);
    expect(await Promise.all([checkPasses(service), verdict(service)])).toEqual([false, 'LIVENESS_FAILED DOWN']);
  });
});

describe('a shutdown', () => {
  test('fails readiness first, then refuses new work, finishes what is in flight and exits 0', async () => {
    const service = await start();
    const agent = new Agent({ keepAlive: true });
    const inFlight = service.get('/?milliseconds=1500', { agent });
    await wait(100);
    const asked = Date.now();
    service.signal('SIGTERM');
    await service.printed(/Awaiting 600ms/);

    expect(await service.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'shutting_down', error: {} } });
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    expect(await service.get('/')).toMatchObject({ status: 200 }); // the load balancer may not have noticed yet

    await service.printed(/Timeout reached/);
    await wait(50);
    await expect(service.get('/')).rejects.toBe('ECONNREFUSED');
    expect(service.running).toBe(true);
    expect(await inFlight).toMatchObject({ status: 200, body: { hello: 'world' } });
    expect(await service.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(4000); // the connection was kept alive, but does not hold up the end
    agent.destroy();
  });

  test('that is only announced fails readiness and nothing else', async () => {
    const service = await start();
    await service.fault('drain');
    expect(await service.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'shutting_down' } });
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    await wait(700);
    expect(await service.get('/')).toMatchObject({ status: 200 });
  });

  test('is out of service to the verifier, and passes the container check, which would kill the task if it asked readiness', async () => {
    const service = await start({ HOST: '127.0.0.1' });
    expect(await verdict(service)).toBe('HEALTHY UP');
    await service.fault('drain');
    expect(await verdict(service)).toBe('DRAINING OUT_OF_SERVICE');
    expect(await checkPasses(service)).toBe(true);
    expect(await checkPasses(service, contract.readiness)).toBe(false);
  });
});

describe('faults', () => {
  test('liveness and the port', async () => {
    const service = await start();
    await service.fault('liveness 500');
    expect(await service.get('/health/live')).toMatchObject({ status: 500 });
    expect(await service.get('/health/ready')).toMatchObject({ status: 200 });
    await service.fault('liveness 200');
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });

    await service.fault('close-port');
    await expect(service.get('/health/live')).rejects.toBe('ECONNREFUSED');
    await service.fault('open-port');
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });

    await service.fault('catch fire');
    expect(service.output).toContain('Unknown fault: got "catch fire", allowed: liveness 500');
  });

  test('a process that hangs accepts and never answers', async () => {
    const service = await start();
    await service.fault('hang');
    await expect(service.get('/health/live', { signal: AbortSignal.timeout(500) })).rejects.toBe('ABORT_ERR');
    service.signal('SIGKILL');
    expect(await service.ended).toBe('SIGKILL');
  });

  test('do not exist unless they are asked for', async () => {
    const service = await start({ FAULT_CONTROL: '' });
    service.inject('liveness 500');
    await wait(200);
    expect(await service.get('/health/live')).toMatchObject({ status: 200 });
    expect(service.output).not.toContain('fault');
  });
});
