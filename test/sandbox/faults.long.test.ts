import { startSteady, story } from './fixtures/start';
import * as faults from '../../sandbox/faults';

describe('faults', () => {
  test('a killed process ends its task, and another comes', async () => {
    const sandbox = await startSteady();
    const [task] = sandbox.tasks();
    faults.kill(task);
    await sandbox.until(() => sandbox.service().steady && sandbox.tasks()[0] !== task, 10_000, 'a replacement');
    expect(task).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' });
    expect(task.container().exit).toMatchObject({ code: 137, signal: 'SIGKILL' });
  });

  test('a hung process: target and container are unhealthy, its replacement comes first', async () => {
    const sandbox = await startSteady();
    const [task] = sandbox.tasks();
    sandbox.service().paused = true;
    faults.hang(task);
    await sandbox.until(
      () => task.healthStatus === 'UNHEALTHY' && task.targets[0].health.state === 'unhealthy',
      15_000,
      'both checks to see it',
    );
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
    const sandbox = await startSteady();
    sandbox.service().paused = true;
    const [task] = sandbox.tasks();
    const undo = faults.hang(task);
    await sandbox.until(() => task.targets[0].health.state === 'unhealthy', 15_000, 'the target check to see it');
    undo();
    await sandbox.until(() => task.ready, 15_000, 'the task to be well again');
  });

  test('a line to the process changes its answer: the target is unhealthy with the code that came', async () => {
    const sandbox = await startSteady();
    const [task] = sandbox.tasks();
    faults.send(task, 'status 503');
    await sandbox.until(() => task.targets[0].health.state === 'unhealthy', 10_000, 'the target check to see it');
    expect(task.targets[0].health).toMatchObject({
      reason: 'Target.ResponseCodeMismatch', description: 'Health checks failed with these codes: [503]',
    });
    await sandbox.until(() => task.lastStatus === 'STOPPED', 10_000, 'the task to be replaced');
  });

  test('checks that someone broke by hand', async () => {
    const sandbox = await startSteady();
    sandbox.service().paused = true;
    const [task] = sandbox.tasks();
    const undoPath = faults.changeTargetCheck(sandbox.targetGroups[0], { path: '/missing' });
    const undoCommand = faults.changeContainerCheck(task, ['CMD', 'no-such-binary']);
    await sandbox.until(
      () => task.healthStatus === 'UNHEALTHY' && task.targets[0].health.state === 'unhealthy',
      10_000,
      'both checks to fail',
    );
    expect(task.targets[0].health.description).toContain('[404]');
    expect(task.container().check!.last!.detail).toContain('no-such-binary');
    undoPath();
    undoCommand();
    await sandbox.until(() => task.ready, 10_000, 'the task to be well again');
  });

  test('a task that stops drains first, then hears SIGTERM, and its target is gone at the end', async () => {
    const sandbox = await startSteady({ deregistrationDelay: 30 });
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
});
