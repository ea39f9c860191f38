import { existsSync } from 'node:fs';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeContainerInstancesCommand, DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startSteady } from './fixtures/start';
import { SERVER, template } from './fixtures/template';
import { withOwnFiles } from '../../sandbox/tasks/own-files';
import { readTemplate } from '../../sandbox/template/read-template';
import type { Template } from '../../sandbox/template/resolver';
import { SECRET_PLACEHOLDER } from '../../sandbox/template/with-environment';

/** The template in bridge mode, with a secret whose value AWS makes and one that it states. */
function onInstances(): object {
  const { Resources: { Task, ...rest } } = template({ service: { LaunchType: 'EC2' } }) as {
    Resources: { Task: { Properties: object } };
  };
  return {
    Resources: {
      ...rest,
      Task: { ...Task, Properties: { ...Task.Properties, NetworkMode: 'bridge' } },
      Made: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
      Stated: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'stated', SecretString: '{"token":"t"}' } },
    },
  };
}

const SETTINGS = { region: 'us-east-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }, maxAttempts: 1 };

test('a task in bridge mode is found at a port of its instance, which says when it is drained', async () => {
  const sandbox = await startSteady({}, { template: onInstances() });
  const settings = { ...SETTINGS, endpoint: sandbox.endpoint };
  const [ecs, ec2] = [new ECSClient(settings), new EC2Client(settings)];
  const [task] = sandbox.tasks();
  const described = (await ecs.send(new DescribeTasksCommand({ cluster: 'Cluster', tasks: [task.arn] }))).tasks![0];
  expect(described).toMatchObject({
    containerInstanceArn: expect.stringMatching(/^arn:aws:ecs:us-east-1:\d{12}:container-instance\/Cluster\/[0-9a-f]{32}$/),
    attachments: [],
    containers: [{ networkInterfaces: [], networkBindings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }] }],
  });
  const ask = async () => ecs.send(new DescribeContainerInstancesCommand({
    cluster: 'Cluster', containerInstances: [described.containerInstanceArn!, 'gone'],
  }));
  const { containerInstances, failures } = await ask();
  expect(containerInstances).toMatchObject([{ ec2InstanceId: task.instanceId, status: 'ACTIVE', agentConnected: true }]);
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
  const Filters = [{ Name: 'instance-id', Values: [task.instanceId, 'i-gone'] }];
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  const instances = Reservations!.flatMap(({ Instances }) => Instances);
  expect(instances).toMatchObject([{ InstanceId: task.instanceId, PrivateIpAddress: task.address }]);
  sandbox.service().paused = true;
  task.drainInstance();
  expect((await ask()).containerInstances).toMatchObject([{ status: 'DRAINING' }]);
  [ecs, ec2].forEach((client) => client.destroy());
});

test('nothing starts anew in a task that has ended, whatever ends late', async () => {
  const sandbox = await startSteady();
  const [task] = sandbox.tasks();
  const { process } = task.container();
  await task.stop('UserInitiated', 'Task stopped by user');
  task.container().listen('everywhere');
  expect(task.container().process).toBe(process);
});

test('a secret has the text that the template states, or a placeholder', async () => {
  const sandbox = await startSteady({}, { template: onInstances() });
  const client = new SecretsManagerClient({ ...SETTINGS, endpoint: sandbox.endpoint });
  const read = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  expect(await read('arn:aws:secretsmanager:us-east-1:111122223333:secret:elsewhere')).toBe(SECRET_PLACEHOLDER);
  const references = readTemplate(onInstances() as Template).described
    .filter(({ type }) => type === 'AWS::SecretsManager::Secret').map(({ reference }) => reference);
  expect(await Promise.all(references.map(read))).toEqual([SECRET_PLACEHOLDER, '{"token":"t"}']);
  client.destroy();
});

describe('a file that a variable tells both a program and its check', () => {
  const container = (environment: Record<string, string>, command: string[]) => ({
    name: 'worker',
    image: 'worker',
    essential: true,
    environment,
    secrets: {},
    ports: [],
    stopTimeoutSeconds: 30,
    healthCheck: { command, intervalSeconds: 30, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 0 },
  });

  test('is gone with the process, also where the whole sandbox stops', async () => {
    const { Resources: { Task, ...rest } } = template({ desiredCount: 1 }) as {
      Resources: { Task: { Properties: { ContainerDefinitions: [object] } } };
    };
    const web = {
      ...Task.Properties.ContainerDefinitions[0],
      Environment: [{ Name: 'HEARTBEAT', Value: '/tmp/heartbeat-of-test' }],
      HealthCheck: { Command: ['CMD-SHELL', 'test -e /tmp/heartbeat-of-test'], Interval: 5 },
    };
    const sandbox = await startSteady({}, {
      template: { Resources: { ...rest, Task: { ...Task, Properties: { ...Task.Properties, ContainerDefinitions: [web] } } } },
      run: { web: `touch "$HEARTBEAT"; ${SERVER}` },
    });
    const file = `/tmp/heartbeat-of-test-${sandbox.tasks()[0].address}`;
    expect(existsSync(file)).toBe(true);
    await sandbox.stop();
    expect(existsSync(file)).toBe(false);
  });

  test('is the task\'s own in both', () => {
    const { model: { environment, healthCheck }, files } = withOwnFiles(
      container({ HEARTBEAT: '/tmp/heartbeat', LOG: 'debug' }, ['CMD', 'node', '-e', "fs.statSync('/tmp/heartbeat')"]), '127.80.0.2',
    );
    expect(environment).toEqual({ HEARTBEAT: '/tmp/heartbeat-127.80.0.2', LOG: 'debug' });
    expect(files).toEqual(['/tmp/heartbeat-127.80.0.2']);
    expect(healthCheck!.command.at(-1)).toBe("fs.statSync('/tmp/heartbeat-127.80.0.2')");
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['that only the check names', { LOG: 'debug' }, ['CMD', 'test', '-e', '/tmp/heartbeat']],
    ['that only a variable names', { CERTIFICATE: '/tmp/certificate.pem' }, ['CMD', 'true']],
    ['outside /tmp', { PROBE: '/app/probe.js' }, ['CMD', 'node', '/app/probe.js']],
  ])('stays as it is when it is one %s', (_, environment, command) => {
    const own = withOwnFiles(container(environment, command), '127.80.0.2');
    expect(own).toMatchObject({ model: { environment, healthCheck: { command } }, files: [] });
  });
});
