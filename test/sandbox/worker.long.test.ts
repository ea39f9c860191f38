import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Report } from '../../lambda/verification/report/report';
import { Sandbox } from '../../sandbox/sandbox';
import { HealthContract, HealthEndpoint, LayeredHealth } from '../../src';

const output = mkdtempSync(join(tmpdir(), 'layered-health-worker-'));
const mark = join(output, 'well');

afterAll(() => rmSync(output, { recursive: true, force: true }));

test('a worker without a port runs as synthesized, and is judged by the check that ECS makes', async () => {
  const app = new App({ outdir: join(output, 'cdk.out') });
  const stack = new Stack(app, 'Worker');
  const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
  taskDefinition.addContainer('worker', { image: ContainerImage.fromRegistry('worker') });
  const service = new FargateService(stack, 'Service', {
    cluster: new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) }),
    taskDefinition,
    desiredCount: 1,
    minHealthyPercent: 0,
    maxHealthyPercent: 100,
  });
  new LayeredHealth(stack, 'Health', {
    contract: new HealthContract({
      liveness: HealthEndpoint.command(['test', '!', '-e', mark]),
      startup: Duration.seconds(5),
      longestRequest: Duration.seconds(60),
    }),
    service,
    alarms: false,
  });
  const { templateFullPath } = app.synth().getStackByName('Worker');
  const sandbox = await Sandbox.start({ template: templateFullPath, run: { worker: 'sleep 1000' }, timeScale: 30 });
  try {
    await sandbox.until(() => sandbox.service().steady, 30_000, 'a steady service');
    const well: Report = await sandbox.verify();
    expect(well).toMatchObject({
      fault: 'HEALTHY',
      status: 'UP',
      counts: { desired: 1, running: 1, verified: 1 },
      tasks: [{ checks: [], evidence: ['ECS says the container is HEALTHY: its own check succeeds'] }],
    });

    const [task] = sandbox.tasks();
    writeFileSync(mark, '');
    await sandbox.until(() => task.desiredStatus === 'STOPPED', 30_000, 'the task to be stopped for its check');
    expect(['DRAINING', 'REPLACING', 'STARTING']).toContain((await sandbox.verify()).fault);

    rmSync(mark);
    await sandbox.until(
      () => sandbox.tasks().length === 1 && sandbox.tasks()[0] !== task && sandbox.service().steady,
      30_000,
      'a replacement',
    );
    expect(await sandbox.verify()).toMatchObject({ fault: 'HEALTHY', status: 'UP' });
  } finally {
    await sandbox.stop();
  }
}, 120_000);
