import {
  DescribeServicesCommand, DescribeTasksCommand,
  GetTaskProtectionCommand, ECSClient, ListAttributesCommand, ListTasksCommand, StopTaskCommand, UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTagsCommand, DescribeTargetGroupsCommand, DescribeTargetHealthCommand, ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BUNDLES, SERVER, template } from './fixtures/template';
import { element } from '../../sandbox/api/xml';
import { Sandbox } from '../../sandbox/sandbox';

const SCALE = 20;

/** With a topic of each kind. */
function withTopics(): object {
  const { Resources } = template({ desiredCount: 2 }) as { readonly Resources: object };
  const topic = (TopicName: string) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName } });
  return { Resources: { ...Resources, Alerts: topic('Alerts'), Ordered: topic('Ordered.fifo') } };
}

describe('the AWS API of the sandbox, read by the SDK', () => {
  let sandbox: Sandbox;
  let ecs: ECSClient;
  let loadBalancing: ElasticLoadBalancingV2Client;
  let lambda: LambdaClient;
  let systems: SSMClient;
  let notifications: SNSClient;

  beforeAll(async () => {
    sandbox = await Sandbox.start({ template: withTopics(), run: { web: SERVER }, bundles: BUNDLES, timeScale: SCALE });
    const settings = {
      endpoint: sandbox.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }, maxAttempts: 1,
    };
    ecs = new ECSClient(settings);
    loadBalancing = new ElasticLoadBalancingV2Client(settings);
    lambda = new LambdaClient(settings);
    systems = new SSMClient(settings);
    notifications = new SNSClient(settings);
    await sandbox.until(() => sandbox.service().deployed, 15_000, 'a steady service');
  });

  afterAll(async () => {
    [ecs, loadBalancing, lambda, systems, notifications].forEach((client) => client?.destroy());
    await sandbox?.stop();
  });

  test('DescribeServices', async () => {
    const { services, failures } = await ecs.send(new DescribeServicesCommand({ cluster: 'Cluster', services: ['web', 'nobody'] }));
    expect(failures).toEqual([{ arn: expect.stringMatching(/^arn:aws:ecs:.*:service\/Cluster\/nobody$/), reason: 'MISSING' }]);
    expect(services).toEqual([expect.objectContaining({
      serviceName: 'web',
      status: 'ACTIVE',
      desiredCount: 2,
      runningCount: 2,
      pendingCount: 0,
      healthCheckGracePeriodSeconds: 10,
      deployments: [expect.objectContaining({ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2 })],
      loadBalancers: [{ targetGroupArn: sandbox.targetGroups[0].arn, containerName: 'web', containerPort: 8080 }],
    })]);
    expect(services![0].createdAt).toBeInstanceOf(Date);
  });

  test('ListTasks, a page at a time, and DescribeTasks, in sandbox time', async () => {
    const cluster = 'arn:aws:ecs:us-east-1:111122223333:cluster/Cluster';
    const first = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'web', maxResults: 1 }));
    const second = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'web', nextToken: first.nextToken }));
    const arns = [...first.taskArns!, ...second.taskArns!];
    expect(second.nextToken).toBeUndefined();
    expect(arns).toEqual(sandbox.tasks().map((task) => task.arn));

    await expect(ecs.send(new ListTasksCommand({ cluster, nextToken: 'another' }))).rejects.toThrow('Invalid token');
    expect((await ecs.send(new GetTaskProtectionCommand({ cluster, tasks: ['gone'] }))).failures).toMatchObject([{ reason: 'MISSING' }]);
    const { tasks, failures } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...arns, 'gone'] }));
    expect(failures).toEqual([{ arn: expect.stringMatching(/^arn:aws:ecs:.*:task\/.*\/gone$/), reason: 'MISSING' }]);
    const [task] = sandbox.tasks();
    expect(tasks![0]).toMatchObject({
      taskArn: task.arn,
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      healthStatus: 'HEALTHY',
      group: 'service:web',
      connectivity: 'CONNECTED',
      containers: [
        { name: 'web', lastStatus: 'RUNNING', healthStatus: 'HEALTHY', networkInterfaces: [{ privateIpv4Address: task.address }] },
      ],
    });
    expect(tasks![0].attachments![0].details).toContainEqual({ name: 'privateIPv4Address', value: task.address });
    expect(tasks![0].createdAt).toEqual(new Date(task.createdAt));
    const aheadSeconds = (sandbox.clock.now - Date.now()) / 1000;
    expect(aheadSeconds).toBeGreaterThan(1);
  });

  test('DescribeTargetHealth and DescribeTargetGroups', async () => {
    const { arn } = sandbox.targetGroups[0];
    const all = await loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
    expect(all.TargetHealthDescriptions).toEqual(sandbox.tasks().map((task) => expect.objectContaining({
      Target: expect.objectContaining({ Id: task.address, Port: 8080 }), HealthCheckPort: '8080', TargetHealth: { State: 'healthy' },
    })));
    const asked = await loadBalancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: arn, Targets: [{ Id: '10.0.0.1', Port: 8080 }] }),
    );
    expect(asked.TargetHealthDescriptions![0].TargetHealth).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });

    const groups = await loadBalancing.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
    expect(groups.TargetGroups).toEqual([
      expect.objectContaining({
        TargetGroupArn: arn,
        Protocol: 'HTTP',
        TargetType: 'ip',
        HealthCheckPath: '/ready',
        HealthCheckIntervalSeconds: 5,
        Matcher: { HttpCode: '200' },
      }),
    ]);
  });

  test('Invoke runs the bundle, warm, with the environment of the template', async () => {
    const invoke = async (payload: object, name = 'Verifier') =>
      lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload), LogType: 'Tail' }));
    const read = (answer: { Payload?: Uint8Array }) => JSON.parse(Buffer.from(answer.Payload!).toString());
    const first = await invoke({ hello: 1 });
    expect(first.FunctionError).toBeUndefined();
    expect(Buffer.from(first.LogResult!, 'base64').toString()).toContain('"message":"looked"');
    const answer = read(first);
    expect(answer).toMatchObject({
      event: { hello: 1 },
      functionName: 'Verifier',
      environment: {
        PROBER_FUNCTION_NAME: 'Prober',
        AWS_ENDPOINT_URL: sandbox.endpoint,
        AWS_LAMBDA_FUNCTION_NAME: 'Verifier',
        LAYERED_HEALTH_ALLOW_LOCAL: '1',
      },
    });
    expect(answer.remaining).toBeGreaterThan(15_000);
    const again = read(await invoke({}, 'arn:aws:lambda:us-east-1:111122223333:function:Verifier'));
    expect(again).toMatchObject({ pid: answer.pid, calls: answer.calls + 1 });
  });

  test('what a function throws is an error of the function, and so is a function that takes too long', async () => {
    const failed = await lambda.send(new InvokeCommand({ FunctionName: 'Verifier', Payload: '{"fail":true}' }));
    expect(failed).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(Buffer.from(failed.Payload!).toString())).toMatchObject({ errorType: 'TypeError', errorMessage: 'asked to fail' });
    await expect(sandbox.invoke('verifier', { fail: true })).rejects.toThrow('The function verifier failed: TypeError: asked to fail');
    await expect(sandbox.invoke('prober', { hang: true })).rejects.toThrow('timed out after 2.00 seconds');
    expect(await sandbox.invoke('prober', {})).toMatchObject({ calls: 1 });
  });

  test('verify hands the registered plan to the verifier, for one round', async () => {
    const report = await sandbox.verify('web') as unknown as { event: object };
    expect(report.event).toMatchObject({ version: 1, service: { name: 'web' }, port: 8080, timing: { rounds: 1, startupSeconds: 10 } });
  });

  test('GetParametersByPath and GetParameters give what is registered, with a version that rises with the value', async () => {
    const Path = '/cdk-ecs-layered-health/prod';
    const { Parameters } = await systems.send(new GetParametersByPathCommand({ Path, Recursive: true }));
    expect(Parameters!.map(({ Name, Version }) => [Name, Version])).toEqual([[`${Path}/plans/0/web`, 1], [`${Path}/verifier`, 1]]);
    const direct = await systems.send(new GetParametersByPathCommand({ Path }));
    expect(direct.Parameters!.map(({ Name }) => Name)).toEqual([`${Path}/verifier`]);
    const first = await systems.send(new GetParametersByPathCommand({ Path, Recursive: true, MaxResults: 1 }));
    expect(first).toMatchObject({ Parameters: [{ Name: `${Path}/plans/0/web` }], NextToken: '1' });
    sandbox.parameters.set(`${Path}/plans/0/web`, '{}');
    const names = await systems.send(new GetParametersCommand({ Names: [`${Path}/plans/0/web`, '/none'] }));
    expect(names).toMatchObject({ Parameters: [{ Value: '{}', Version: 2 }], InvalidParameters: ['/none'] });
  });

  test('what is published is kept, as each kind of subscription would get it', async () => {
    const TopicArn = 'arn:aws:sns:us-east-1:111122223333:Alerts';
    const heard: string[] = [];
    const stop = sandbox.messages.listen(({ text }) => heard.push(text));
    await notifications.send(new PublishCommand({ TopicArn, Subject: 'Plain', Message: 'one & <two>' }));
    stop();
    const both = JSON.stringify({ default: 'for people', https: '{"for":"programs"}' });
    const { MessageId } = await notifications.send(new PublishCommand({ TopicArn, Message: both, MessageStructure: 'json' }));
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(sandbox.messages.all.map(({ topicArn, subject, text, protocols }) => ({ topicArn, subject, text, protocols }))).toEqual([
      { topicArn: TopicArn, subject: 'Plain', text: 'one & <two>', protocols: {} },
      { topicArn: TopicArn, subject: '', text: 'for people', protocols: { https: '{"for":"programs"}' } },
    ]);
    expect(heard).toEqual(['one & <two>']);
  });

  test.each<[string, object]>([
    ['a topic that is none', { TopicArn: 'Alerts', Message: 'x' }],
    ['a subject of 100 characters', { Subject: 'x'.repeat(100), Message: 'x' }],
    ['a subject of two lines', { Subject: 'a\nb', Message: 'x' }],
    ['no message', { Message: '' }],
    ['more than 256 KB', { Message: 'x'.repeat(256 * 1024 + 1) }],
    ['protocols without a default', { Message: '{"https":"x"}', MessageStructure: 'json' }],
  ])('%s cannot be published, as with SNS', async (_, changes) => {
    const input = { TopicArn: 'arn:aws:sns:us-east-1:111122223333:Alerts', Message: 'x', ...changes };
    await expect(notifications.send(new PublishCommand(input))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('a topic that nothing of the template names does not exist, and one in order takes no message without a group', async () => {
    const arn = (name: string) => `arn:aws:sns:us-east-1:111122223333:${name}`;
    await expect(notifications.send(new PublishCommand({ TopicArn: arn('Nobody'), Message: 'x' }))).rejects
      .toMatchObject({ name: 'NotFoundException' });
    const ordered = { TopicArn: arn('Ordered.fifo'), Message: 'x' };
    await expect(notifications.send(new PublishCommand(ordered))).rejects.toThrow('MessageGroupId');
    await expect(notifications.send(new PublishCommand({ ...ordered, MessageGroupId: 'g' }))).resolves.toBeDefined();
  });

  test('tokens and sizes of pages that AWS did not give or does not know', async () => {
    const list = async (input: object) => ecs.send(new ListTasksCommand({ cluster: 'Cluster', ...input }));
    for (const wrong of [{ nextToken: '1.5' }, { nextToken: '99' }, { maxResults: 0 }, { maxResults: 101 }]) {
      await expect(list(wrong)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    const below = new GetParametersByPathCommand({ Path: '/cdk-ecs-layered-health', Recursive: true, NextToken: 'another' });
    await expect(systems.send(below)).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  test('an event is handed over without waiting, and a failure is told', async () => {
    const { StatusCode } = await lambda.send(
      new InvokeCommand({ FunctionName: 'Verifier', InvocationType: 'Event', Payload: '{"fail":true}' }),
    );
    expect(StatusCode).toBe(202);
    await sandbox.until(
      () => sandbox.events.all.some(({ what }) => what.includes('function Verifier failed: {"errorType":"TypeError"')),
      10_000,
      'word of the failure',
    );
  });

  test('errors are those of AWS, and name what there is', async () => {
    await expect(ecs.send(new ListTasksCommand({ cluster: 'other' }))).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
    await expect(ecs.send(new ListTasksCommand({ cluster: 'Cluster', serviceName: 'x' }))).rejects.toMatchObject({
      name: 'ServiceNotFoundException',
    });
    await expect(ecs.send(new StopTaskCommand({ cluster: 'Cluster', task: 'x' }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(ecs.send(new UpdateServiceCommand({ cluster: 'Cluster', service: 'web', forceNewDeployment: true })))
      .rejects.toThrow(/changes desiredCount only/);
    await expect(loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'x' }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'x' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(ecs.send(new ListAttributesCommand({ targetType: 'container-instance' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(
        /ListAttributes'; it serves ListClusters, .*DescribeTargetHealth.*Publish, .*GetParametersByPath.*Invoke/,
      ),
    });
    await expect(loadBalancing.send(new DescribeTagsCommand({ ResourceArns: ['x'] }))).rejects.toThrow(/does not serve 'DescribeTags'/);
  });

  // Last, for it leaves the service changed.
  test('UpdateService and StopTask change what runs', async () => {
    const [, newest] = sandbox.tasks();
    await ecs.send(new UpdateServiceCommand({ cluster: 'Cluster', service: 'web', desiredCount: 1 }));
    await sandbox.until(() => newest.lastStatus === 'STOPPED', 10_000, 'the newest task to stop');
    const [task] = sandbox.tasks();
    const { task: stopped } = await ecs.send(new StopTaskCommand({ cluster: 'Cluster', task: task.arn, reason: 'a try' }));
    expect(stopped).toMatchObject({
      desiredStatus: 'STOPPED',
      lastStatus: 'DEACTIVATING',
      stopCode: 'UserInitiated',
      stoppedReason: 'a try',
    });
    const { TargetHealthDescriptions } = await loadBalancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: sandbox.targetGroups[0].arn }),
    );
    expect(TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!.Reason)).toContain('Target.DeregistrationInProgress');
  });
});

test('XML escapes what it carries', () => {
  expect(element('A', { B: ['<&>"', undefined, 'x\u0000y'], C: undefined, D: true }))
    .toBe('<A><B><member>&lt;&amp;&gt;&quot;</member><member>xy</member></B><D>true</D></A>');
});
