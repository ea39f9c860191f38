import { listens, processesWith } from './fixtures/left-behind';
import { BUNDLES, SERVER, template, type TemplateChanges } from './fixtures/template';
import * as faults from '../../sandbox/faults';
import { Sandbox, type SandboxOptions } from '../../sandbox/sandbox';

const running: Sandbox[] = [];
afterEach(async () => Promise.all(running.splice(0).map(async (sandbox) => sandbox.stop())));

async function start(changes: TemplateChanges = {}, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await Sandbox.start({
    template: template(changes), run: { web: SERVER }, bundles: BUNDLES, timeScale: 20, replacementDelayMs: 100, ...options,
  });
  running.push(sandbox);
  await sandbox.until(() => sandbox.service().deployed, 15_000, 'a steady service');
  return sandbox;
}

/** What happened to a task, in order. */
function story(sandbox: Sandbox, task: string): string {
  return sandbox.events.all.filter((event) => event.task === task).map((event) => event.what).join('\n');
}

describe('a template that runs', () => {
  test('comes up: tasks on addresses of their own, with the environment of the template', async () => {
    const sandbox = await start({ desiredCount: 2 });
    const tasks = sandbox.tasks('web');
    expect(new Set(tasks.map(({ address }) => address)).size).toBe(2);
    for (const task of tasks) {
      expect(task.address).toMatch(/^127\.80\.\d+\.\d+$/);
      const answer = await fetch(`http://${task.address}:8080/`);
      expect(await answer.text()).toBe(`good day from ${task.address}\n`);
      expect(task.container('web').output).toContain(`listening on ${task.address}:8080`);
    }
    expect(sandbox.events.all.map(({ what }) => what)).toContain('has reached a steady state');
  });

  test('two sandboxes do not meet', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.tasks()[0].address).not.toBe(other.tasks()[0].address);
    expect(one.endpoint).not.toBe(other.endpoint);
  });

  test('a killed process ends its task, and another comes', async () => {
    const sandbox = await start();
    const [task] = sandbox.tasks();
    faults.kill(task);
    await sandbox.until(() => sandbox.service().steady && sandbox.tasks()[0] !== task, 10_000, 'a replacement');
    expect(task).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' });
    expect(task.container().exit).toMatchObject({ code: 137, signal: 'SIGKILL' });
  });

  test('a hung process: target and container are unhealthy, its replacement comes first', async () => {
    const sandbox = await start();
    const [task] = sandbox.tasks();
    sandbox.service().paused = true;
    faults.hang(task);
    await sandbox.until(() => task.healthStatus === 'UNHEALTHY' && task.targets[0].health.state === 'unhealthy', 15_000, 'both checks to see it');
    expect(task.targets[0].health.reason).toBe('Target.Timeout');
    expect(sandbox.tasks()).toEqual([task]);

    sandbox.service().paused = false;
    await sandbox.until(() => task.desiredStatus === 'STOPPED', 10_000, 'the scheduler to stop it');
    expect(sandbox.tasks().map(({ ready }) => ready)).toEqual([true]);
    await sandbox.until(() => task.lastStatus === 'STOPPED', 10_000, 'it to stop');
    expect(task.stoppedReason).toBe('Task failed container health checks');
    // It could not hear SIGTERM.
    expect(task.container().exit?.signal).toBe('SIGKILL');
  });

  test('a hang can be taken back', async () => {
    const sandbox = await start();
    sandbox.service().paused = true;
    const [task] = sandbox.tasks();
    const undo = faults.hang(task);
    await sandbox.until(() => task.targets[0].health.state === 'unhealthy', 15_000, 'the target check to see it');
    undo();
    await sandbox.until(() => task.ready, 15_000, 'the task to be well again');
  });

  test('a line to the process changes its answer: the target is unhealthy with the code that came', async () => {
    const sandbox = await start();
    const [task] = sandbox.tasks();
    faults.send(task, 'status 503');
    await sandbox.until(() => task.targets[0].health.state === 'unhealthy', 10_000, 'the target check to see it');
    expect(task.targets[0].health).toMatchObject({
      reason: 'Target.ResponseCodeMismatch', description: 'Health checks failed with these codes: [503]',
    });
    await sandbox.until(() => task.lastStatus === 'STOPPED', 10_000, 'the task to be replaced');
  });

  test('checks that someone broke by hand', async () => {
    const sandbox = await start();
    sandbox.service().paused = true;
    const [task] = sandbox.tasks();
    const undoPath = faults.changeTargetCheck(sandbox.targetGroups[0], { path: '/missing' });
    const undoCommand = faults.changeContainerCheck(task, ['CMD', 'no-such-binary']);
    await sandbox.until(() => task.healthStatus === 'UNHEALTHY' && task.targets[0].health.state === 'unhealthy', 10_000, 'both checks to fail');
    expect(task.targets[0].health.description).toContain('[404]');
    expect(task.container().check!.last!.detail).toContain('no-such-binary');
    undoPath();
    undoCommand();
    await sandbox.until(() => task.ready, 10_000, 'the task to be well again');
  });

  test('a task that stops drains first, then hears SIGTERM, and its target is gone at the end', async () => {
    const sandbox = await start({ deregistrationDelay: 30 });
    const [task] = sandbox.tasks();
    const begun = Date.now();
    const gone = faults.drain(task);
    expect(task).toMatchObject({ lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED', stopCode: 'UserInitiated' });
    expect(task.targets[0].health).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' });
    expect((await fetch(`http://${task.address}:8080/`)).status).toBe(200);
    await gone;
    expect(Date.now() - begun).toBeGreaterThanOrEqual(30_000 / 20);
    expect(story(sandbox, task.id)).toMatch(/is draining[^]*DEACTIVATING[^]*STOPPING[^]*container web exited: code 0[^]*STOPPED/);
    expect(task.container().output).toContain('shutting down');
    expect(sandbox.targetGroups[0].targets.map(({ address }) => address)).not.toContain(task.address);
  });

  test('without room for a replacement the unhealthy task goes first', async () => {
    const sandbox = await start({ maximumPercent: 100, minimumHealthyPercent: 0 });
    const [task] = sandbox.tasks();
    faults.send(task, 'status 500');
    await sandbox.until(() => task.desiredStatus === 'STOPPED', 10_000, 'the task to be stopped');
    expect(sandbox.tasks()).toEqual([]);
    await sandbox.until(() => sandbox.service().steady, 10_000, 'a replacement');
  });

  test('a command that fails at once is told, and tried again', async () => {
    const sandbox = await Sandbox.start({ template: template(), run: { web: 'echo no way; exit 3' }, bundles: BUNDLES, timeScale: 20, replacementDelayMs: 50 });
    running.push(sandbox);
    await sandbox.until(() => sandbox.service().tasks.length > 2, 10_000, 'a third try');
    const [task] = sandbox.service().tasks;
    expect(task.container().exit).toEqual({ code: 3 });
    expect(task.container().output).toEqual(['no way']);
  });
});

describe('stop', () => {
  test('leaves no process and no port, not even of a process that hangs', async () => {
    // Seen in the process list, for the command line carries it.
    const mark = `mark-${process.pid}-${Date.now()}`;
    const sandbox = await start({ desiredCount: 2 }, { run: { web: `${SERVER} ${mark} & sleep 1000 ${mark.length}; wait` } });
    await sandbox.invoke('verifier', {});
    expect(processesWith(mark).length).toBeGreaterThanOrEqual(2);
    const [task, other] = sandbox.tasks();
    const api = Number(new URL(sandbox.endpoint).port);
    faults.hang(task);
    await sandbox.stop();
    expect(processesWith(mark)).toEqual([]);
    expect(await Promise.all([listens('127.0.0.1', api), listens(task.address, 8080), listens(other.address, 8080)])).toEqual([false, false, false]);
    await sandbox.stop();
  });

  test('ends who waits', async () => {
    const sandbox = await start();
    const waiting = sandbox.until(() => false, 60_000, 'never');
    await Promise.all([expect(waiting).rejects.toThrow('The sandbox stopped while waiting for never.'), sandbox.stop()]);
  });
});

describe('what cannot be', () => {
  const options = { template: template(), run: { web: SERVER }, bundles: BUNDLES };

  test.each<[string, Partial<SandboxOptions>, RegExp]>([
    ['a scale below 1', { timeScale: 0.5 }, /timeScale must be between 1 and 1000, got 0.5/],
    ['a container without a command', { run: {} }, /No command is given for the container 'web'/],
    ['a bundle that is not there', { bundles: { verifier: '/nowhere/index.js' } }, /bundle of the function 'verifier' is missing, looked for \/nowhere\/index\.js; run `npm run prepare`/],
  ])('%s is refused', async (_, changes, message) => {
    await expect(Sandbox.start({ ...options, ...changes })).rejects.toThrow(message);
  });

  test('waiting in vain tells how things stand, unknown names tell the known ones', async () => {
    const sandbox = await start();
    await expect(sandbox.until(() => false, 50, 'a miracle')).rejects.toThrow(/Waited 50 ms for a miracle in vain\.\nweb .* RUNNING HEALTHY .*healthy/);
    expect(() => sandbox.service('api')).toThrow(/no service 'api'; the sandbox runs web/);
    await expect(sandbox.invoke('api', {})).rejects.toThrow(/no function 'api'; it runs Verifier, Prober/);
    expect(() => sandbox.tasks()[0].container('api')).toThrow(/no container 'api'; it has web/);
  });
});
