import { listens, processesWith } from './fixtures/left-behind';
import { start, startSteady, story } from './fixtures/start';
import { BUNDLES, SERVER, template } from './fixtures/template';
import * as faults from '../../sandbox/faults';
import { Sandbox, type SandboxOptions } from '../../sandbox/sandbox';

describe('a template that runs', () => {
  test('comes up: tasks on addresses of their own, with the environment of the template', async () => {
    const sandbox = await startSteady({ desiredCount: 2 });
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
    const [one, other] = await Promise.all([startSteady(), startSteady()]);
    expect(one.tasks()[0].address).not.toBe(other.tasks()[0].address);
    expect(one.endpoint).not.toBe(other.endpoint);
  });

  test('without room for a replacement the unhealthy task goes first', async () => {
    const sandbox = await startSteady({ maximumPercent: 100, minimumHealthyPercent: 0 });
    const [task] = sandbox.tasks();
    faults.send(task, 'status 500');
    await sandbox.until(() => task.desiredStatus === 'STOPPED', 10_000, 'the task to be stopped');
    expect(sandbox.tasks()).toEqual([]);
    await sandbox.until(() => sandbox.service().steady, 10_000, 'a replacement');
  });

  test('a command that fails at once is told, and tried again', async () => {
    const sandbox = await start({}, { run: { web: 'echo no way; exit 3' }, replacementDelayMs: 50 });
    await sandbox.until(() => sandbox.service().tasks.length > 2, 10_000, 'a third try');
    const [task] = sandbox.service().tasks;
    expect(task.container().exit).toEqual({ code: 3 });
    expect(task.container().output).toEqual(['no way']);
    expect(story(sandbox, task.id)).toContain('container web exited: code 3 (no way)');
  });
});

describe('stop', () => {
  test('leaves no process and no port, not even of a process that hangs', async () => {
    // Seen in the process list, for the command line carries it.
    const mark = `mark-${process.pid}-${Date.now()}`;
    const sandbox = await startSteady({ desiredCount: 2 }, { run: { web: `${SERVER} ${mark} & sleep 1000 ${mark.length}; wait` } });
    await sandbox.invoke('verifier', {});
    expect(processesWith(mark).length).toBeGreaterThanOrEqual(2);
    const [task, other] = sandbox.tasks();
    const api = Number(new URL(sandbox.endpoint).port);
    faults.hang(task);
    await sandbox.stop();
    expect(processesWith(mark)).toEqual([]);
    expect(await Promise.all([listens('127.0.0.1', api), listens(task.address, 8080), listens(other.address, 8080)])).toEqual([
      false,
      false,
      false,
    ]);
    await sandbox.stop();
  });

  test('ends who waits', async () => {
    const sandbox = await startSteady();
    const waiting = sandbox.until(() => false, 60_000, 'never');
    await Promise.all([expect(waiting).rejects.toThrow('The sandbox stopped while waiting for never.'), sandbox.stop()]);
  });
});

describe('what cannot be', () => {
  const options = { template: template(), run: { web: SERVER }, bundles: BUNDLES };

  test.each<[string, Partial<SandboxOptions>, RegExp]>([
    ['a scale below 1', { timeScale: 0.5 }, /timeScale must be between 1 and 1000, got 0.5/],
    ['a container without a command', { run: {} }, /No command is given for the container 'web'/],
    [
      'a bundle that is not there',
      { bundles: { verifier: '/nowhere/index.js' } },
      /bundle of the function 'verifier' is missing, searched at \/nowhere\/index\.js; run `npm run bundle`/,
    ],
  ])('%s is refused', async (_, changes, message) => {
    await expect(Sandbox.start({ ...options, ...changes })).rejects.toThrow(message);
  });

  test('a wait that times out describes the tasks, and an unknown name lists the known ones', async () => {
    const sandbox = await startSteady();
    await expect(sandbox.until(() => false, 50, 'a miracle')).rejects.toThrow(
      /Timed out after 50 ms while waiting for a miracle\.\nweb .* RUNNING HEALTHY .*healthy/,
    );
    expect(() => sandbox.service('api')).toThrow(/no service 'api'; the sandbox runs web/);
    await expect(sandbox.invoke('api', {})).rejects.toThrow(/no function 'api'; it runs Verifier, Prober/);
    expect(() => sandbox.tasks()[0].container('api')).toThrow(/no container 'api'; it has web/);
  });
});
