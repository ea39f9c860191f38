import { DescribeServicesCommand, DescribeTasksCommand, ECSClient, type Service, type Task as EcsTask } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { startSteady } from './fixtures/start';
import { SERVER, template } from './fixtures/template';
import * as faults from '../../sandbox/faults';
import type { Sandbox } from '../../sandbox/sandbox';
import type { Task } from '../../sandbox/tasks/task';

/** What ECS and the load balancer say, as every client reads it. */
function clients(sandbox: Sandbox) {
  const settings = {
    endpoint: sandbox.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }, maxAttempts: 1,
  };
  return { ecs: new ECSClient(settings), loadBalancing: new ElasticLoadBalancingV2Client(settings) };
}

async function describeTask(sandbox: Sandbox, task: Task): Promise<EcsTask> {
  const { tasks } = await clients(sandbox).ecs.send(new DescribeTasksCommand({ cluster: 'Cluster', tasks: [task.arn] }));
  return tasks![0];
}

async function describeService(sandbox: Sandbox): Promise<Service> {
  const { services } = await clients(sandbox).ecs.send(new DescribeServicesCommand({ cluster: 'Cluster', services: ['web'] }));
  return services![0];
}

/** The newest task, whatever its state. */
const newest = (sandbox: Sandbox) => sandbox.service().tasks.at(-1)!;

describe('how tasks start', () => {
  test('a task that runs has passed every state before, in sandbox time', async () => {
    const sandbox = await startSteady({ desiredCount: 2 });
    const [task, other] = sandbox.tasks();
    const described = await describeTask(sandbox, task);
    expect(described).toMatchObject({ lastStatus: 'RUNNING', connectivity: 'CONNECTED', availabilityZone: 'us-east-1a' });
    const times = [described.createdAt, described.connectivityAt, described.pullStartedAt, described.pullStoppedAt, described.startedAt];
    expect(times.every((time) => time instanceof Date)).toBe(true);
    expect(times).toEqual([...times].sort((one, next) => one!.getTime() - next!.getTime()));
    // Tasks are spread over zones.
    expect(other.zone).toBe('us-east-1b');
  });

  test.each<['PROVISIONING' | 'PENDING' | 'ACTIVATING', object, string]>([
    ['PROVISIONING', { attachments: [{ status: 'PRECREATED' }] }, 'pullStartedAt'],
    ['PENDING', { connectivity: 'CONNECTED', pullStartedAt: expect.any(Date) }, 'pullStoppedAt'],
    ['ACTIVATING', { pullStoppedAt: expect.any(Date) }, 'startedAt'],
  ])('a task that is held at %s, until it is not', async (status, expected, absent) => {
    const sandbox = await startSteady();
    const undo = faults.holdTasks(sandbox.service(), status);
    faults.kill(sandbox.tasks()[0]);
    await sandbox.until(() => newest(sandbox).starting, 10_000, 'a task that starts');
    const described = await describeTask(sandbox, newest(sandbox));
    expect(described).toMatchObject({ ...expected, lastStatus: status, containers: [{ lastStatus: 'PENDING' }] });
    expect(described).not.toHaveProperty(absent);
    expect(await describeService(sandbox)).toMatchObject({ runningCount: 0, pendingCount: 1 });
    undo();
    await sandbox.until(() => sandbox.service().steady, 10_000, 'the task to run');
  });

  test('tasks that fail to start: stop code and reason as ECS gives them, and a service event when no host has room', async () => {
    const sandbox = await startSteady();
    const reason = 'CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref shop/web:2: not found';
    const start = faults.failToStart(sandbox.service(), reason);
    faults.kill(sandbox.tasks()[0]);
    await sandbox.until(() => newest(sandbox).stopCode === 'TaskFailedToStart', 10_000, 'a task that fails to start');
    const failed = await describeTask(sandbox, newest(sandbox));
    expect(failed).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: reason, pullStartedAt: expect.any(Date) });
    expect(failed).not.toHaveProperty('startedAt');
    start();
    const capacity = faults.exhaustCapacity(sandbox.service());
    const place = () => describeService(sandbox).then(({ events }) => events![0].message);
    await sandbox.until(() => sandbox.service().messages[0].message.includes('unable to place'), 60_000, 'a service event');
    expect(await place()).toBe('(service web) was unable to place a task Reason: Capacity is unavailable at this time. '
      + 'Please try again later or in a different availability zone.');
    expect(sandbox.tasks()).toEqual([]);
    capacity();
    await sandbox.until(() => sandbox.service().steady, 60_000, 'a task');
  });
});

describe('how tasks end', () => {
  test('out of memory: exit code 137 and the reason of the container', async () => {
    const sandbox = await startSteady();
    const [task] = sandbox.tasks();
    faults.runOutOfMemory(task);
    await sandbox.until(() => task.lastStatus === 'STOPPED', 10_000, 'the task to stop');
    expect(await describeTask(sandbox, task)).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ lastStatus: 'STOPPED', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    });
  });

  test.each([[true, /STOPPED|DEPROVISIONING|DEACTIVATING|STOPPING/], [false, /RUNNING/]])(
    'a sidecar runs a command of its own, and ends the task with it if it is essential: %s',
    async (essential, status) => {
      const sidecar = { Name: 'log-router', Image: 'router', Essential: essential };
      const withSidecar = JSON.parse(JSON.stringify(template()), (key, value: unknown) => (
        key === 'ContainerDefinitions' ? [...value as object[], sidecar] : value
      )) as object;
      const sandbox = await startSteady({}, { template: withSidecar, run: { 'web': SERVER, 'log-router': 'sleep 600' } });
      const [task] = sandbox.tasks();
      faults.kill(task, 'log-router');
      await sandbox.until(() => task.container('log-router').exit !== undefined, 10_000, 'the sidecar to end');
      await sandbox.pause(sandbox.clock.milliseconds(20));
      expect(task.lastStatus).toMatch(status);
    },
  );

  test('on Spot its processes are stopped before its target has drained', async () => {
    const sandbox = await startSteady({ deregistrationDelay: 60 });
    const [task] = sandbox.tasks();
    void faults.interruptSpot(sandbox, task);
    await sandbox.until(() => task.container().exit !== undefined, 10_000, 'the process to end');
    expect(task).toMatchObject({ stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' });
    expect(task.targets[0].health.state).toBe('draining');
  });
});

describe('what lies between a task and those who ask it', () => {
  test('packets that are dropped or find no route: the task keeps its address, its own check passes', async () => {
    const sandbox = await startSteady({ desiredCount: 2 });
    sandbox.service().paused = true;
    const [dropped, unreachable] = sandbox.tasks();
    const undos = [faults.dropPackets(sandbox, dropped), faults.loseRoute(sandbox, unreachable)];
    const reasons = () => [dropped, unreachable].map(({ targets }) => targets[0].health.reason);
    await sandbox.until(() => reasons().every((reason) => reason !== undefined), 15_000, 'both targets to fail');
    expect(reasons()).toEqual(['Target.Timeout', 'Target.FailedHealthChecks']);
    expect((await describeTask(sandbox, dropped)).attachments![0].details).toContainEqual({
      name: 'privateIPv4Address', value: dropped.address,
    });
    expect([dropped, unreachable].map(({ healthStatus }) => healthStatus)).toEqual(['HEALTHY', 'HEALTHY']);
    undos.forEach((undo) => undo());
    await sandbox.until(() => sandbox.service().steady, 15_000, 'both to be well again');
  });

  test('a zone that is lost: its tasks are cut off, their agents too, and new ones are placed elsewhere', async () => {
    const sandbox = await startSteady({ desiredCount: 2 });
    const [lost] = sandbox.tasks();
    faults.loseZone(sandbox, lost.zone);
    expect(await describeTask(sandbox, lost)).toMatchObject({ connectivity: 'DISCONNECTED', healthStatus: 'HEALTHY' });
    const moved = () => sandbox.tasks().every(({ zone }) => zone === 'us-east-1b') && sandbox.service().steady;
    await sandbox.until(moved, 20_000, 'a replacement');
  });

  test('a process that listens on one of both addresses alone: only one observer reaches it', async () => {
    const sandbox = await startSteady({ desiredCount: 2 });
    sandbox.service().paused = true;
    const [onLoopback, onAddress] = sandbox.tasks();
    onLoopback.container().listen('loopback');
    onAddress.container().listen('task-address');
    const apart = () => onAddress.healthStatus === 'UNHEALTHY' && onLoopback.targets[0].health.state === 'unhealthy';
    await sandbox.until(apart, 15_000, 'one observer to fail each');
    expect(onLoopback).toMatchObject({ healthStatus: 'HEALTHY', lastStatus: 'RUNNING' });
    expect(onLoopback.targets[0].health.reason).toBe('Target.FailedHealthChecks');
    expect(onAddress.targets[0].health.state).toBe('healthy');
    onLoopback.container().listen('everywhere');
    onAddress.container().listen('everywhere');
    await sandbox.until(() => sandbox.service().steady, 15_000, 'both to be well again');
  });

  test('a state that a load balancer imposes', async () => {
    const sandbox = await startSteady();
    sandbox.service().paused = true;
    const undo = faults.imposeTargetHealth(sandbox.tasks()[0], {
      state: 'unavailable', reason: 'Elb.InternalError', description: 'Health checks failed due to an internal error',
    });
    const { TargetHealthDescriptions: [target] = [] } = await clients(sandbox).loadBalancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: sandbox.targetGroups[0].arn }),
    );
    expect(target).toMatchObject({
      Target: { AvailabilityZone: 'us-east-1a' }, TargetHealth: { State: 'unavailable', Reason: 'Elb.InternalError' },
    });
    undo();
    expect(sandbox.service().steady).toBe(true);
  });
});

describe('trouble with the API', () => {
  test('an operation is throttled, denied, slow, or answers in part, until it is not', async () => {
    const sandbox = await startSteady({ desiredCount: 2 });
    const { ecs, loadBalancing } = clients(sandbox);
    const ask = async () => ecs.send(new DescribeTasksCommand({ cluster: 'Cluster', tasks: sandbox.tasks().map(({ arn }) => arn) }));
    sandbox.api.set('DescribeTasks', { fault: 'throttled' });
    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
    sandbox.api.set('DescribeTasks', { fault: 'throttled', perSecond: 1 });
    await expect(ask()).resolves.toBeDefined();
    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
    sandbox.api.set('DescribeTasks', { fault: 'partial' });
    expect(await ask()).toMatchObject({ tasks: [{ taskArn: sandbox.tasks()[1].arn }], failures: [{ arn: sandbox.tasks()[0].arn }] });
    sandbox.api.set('DescribeTasks', { fault: 'slow', delayMs: 300 });
    const began = performance.now();
    await ask();
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
    const undo = sandbox.api.set('*', { fault: 'denied' });
    await expect(loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: sandbox.targetGroups[0].arn })))
      .rejects.toMatchObject({ name: 'AccessDeniedException' });
    undo();
    await loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: sandbox.targetGroups[0].arn }));
  });
});

describe('rolling deployments', () => {
  const BREAKER = { service: { DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } } } };

  test('tasks are replaced in batches, and the deployment says since when', async () => {
    const sandbox = await startSteady({ desiredCount: 2, maximumPercent: 150 });
    const before = sandbox.tasks();
    const deploying = sandbox.deploy(`: new; exec ${SERVER}`);
    const { deployments, runningCount } = await describeService(sandbox);
    expect(deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: expect.any(Date) }, { status: 'ACTIVE', runningCount: 2 },
    ]);
    expect(runningCount).toBeLessThanOrEqual(3);
    let most = 0;
    const present = () => sandbox.service().tasks.filter((task) => task.desiredStatus === 'RUNNING').length;
    const watch = setInterval(() => { most = Math.max(most, present()); }, 20);
    expect(await deploying).toEqual({ status: 'SUCCESSFUL' });
    clearInterval(watch);
    expect(most).toBe(3);
    expect(sandbox.tasks().some((task) => before.includes(task))).toBe(false);
    expect((await describeService(sandbox)).deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]);
  });

  test('the circuit breaker rolls back after three tasks that have failed; the old ones serve all the time', async () => {
    const sandbox = await startSteady({ ...BREAKER, desiredCount: 1 });
    const before = sandbox.tasks();
    expect(await sandbox.deploy('exit 3')).toEqual({ status: 'ROLLED_BACK' });
    expect(sandbox.service().rollout!.failedTasks).toBe(3);
    await sandbox.until(() => sandbox.service().steady, 10_000, 'a steady service');
    expect(sandbox.tasks()).toEqual(before);
    const said = sandbox.service().messages.map(({ message }) => message).join('\n');
    expect(said).toMatch(/rolling back to deployment[^]*deployment failed: tasks failed to start/);
  });
});
