import { App, Duration, Stack } from 'aws-cdk-lib';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { cannotExecute, execute } from './interpreter';
import { definitionOf } from './recovery-services';
import { AlertFormat, InstanceRecovery, type InstanceRecoveryProps, LayeredHealth, RecoveryMode } from '../../src';
import { INSTANCE_STATE as NAME } from '../../src/shared/instance-settings';
import { contract, fargateService, Match, Template } from '../fixtures';
import { needing } from '../needs';

// It has no types of its own that TypeScript finds here.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const validate = require('asl-validator') as (definition: unknown) => { isValid: boolean; errorsText: () => string };

function surroundings() {
  const stack = new Stack(new App(), 'Stack');
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) });
  cluster.addCapacity('Capacity', { instanceType: new InstanceType('t4g.small') });
  return { stack, cluster, alert: { topic: new Topic(stack, 'Alerts') } };
}

function given(props: Partial<InstanceRecoveryProps> = {}) {
  const parts = surroundings();
  const { stack, cluster, alert } = parts;
  return { ...parts, recovery: new InstanceRecovery(stack, 'Recovery', { cluster, alert, ...props }) };
}

const statementsOf = (template: Template, role: string): any[] => Object.entries(template.findResources('AWS::IAM::Role'))
  .filter(([id]) => id.startsWith(role))
  .flatMap(([, { Properties }]) => Properties.Policies)
  .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

test.each([RecoveryMode.OBSERVE, RecoveryMode.ACT])('the definition is valid, in mode %s', (mode) => {
  const { isValid, errorsText } = validate(definitionOf(Template.fromStack(given({ mode }).stack)));
  expect([isValid, isValid ? '' : errorsText()]).toEqual([true, '']);
});

test('it only observes by default, and then nothing in it can drain', () => {
  const template = Template.fromStack(given().stack);
  expect(Object.keys(definitionOf(template).States)).not.toContain(NAME.drain);
  expect(
    statementsOf(template, 'RecoveryRole')
      .flatMap(({ Action }) => Action)
      .sort(),
  ).toEqual(['dynamodb:UpdateItem', 'lambda:InvokeFunction', 'sns:Publish']);
});

test('what acts may drain instances of its cluster and nothing else; what decides may only read', () => {
  const template = Template.fromStack(given({ mode: RecoveryMode.ACT }).stack);
  const acts = statementsOf(template, 'RecoveryRole').flatMap(({ Action }) => Action).sort();
  expect(acts).toEqual(['dynamodb:UpdateItem', 'ecs:UpdateContainerInstancesState', 'lambda:InvokeFunction', 'sns:Publish']);
  expect(statementsOf(template, 'RecoveryRole')).toContainEqual(
    expect.objectContaining({
      Action: 'ecs:UpdateContainerInstancesState',
      Condition: { ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': [expect.stringMatching(/^Cluster/), 'Arn'] } } },
    }),
  );
  expect(statementsOf(template, 'RecoveryDeciderRole').flatMap(({ Action }) => Action)).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Action: 'ecs:ListContainerInstances' },
        { Action: 'ssm:GetParameter' },
        { Action: 'ecs:DescribeContainerInstances' },
      ].map(Match.objectLike),
    },
  });
});

const switchRead = (template: Template) => Object.values(template.findResources('AWS::IAM::Policy'))
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
  .filter(({ Action }) => Action === 'ssm:GetParameter')
  .map(({ Resource }) => JSON.stringify(Resource));

test('the switch of the stack stops it, and it may read no other parameter', () => {
  const { stack, cluster, alert, recovery } = given();
  expect(new InstanceRecovery(stack, 'Other', { cluster, alert }).killSwitch).toBe(recovery.killSwitch);
  const template = Template.fromStack(stack);
  const [id, ...others] = Object.keys(template.findResources('AWS::SSM::Parameter', { Properties: { Value: 'on' } }));
  expect(others).toEqual([]);
  expect(switchRead(template)).toEqual([0, 1].map(() => expect.stringContaining(`:parameter/",{"Ref":"${id}"}]`)));
});

test('a switch of one\'s own is read instead', () => {
  const { stack, cluster, alert } = surroundings();
  const killSwitch = StringParameter.fromStringParameterName(stack, 'Mine', '/ops/instances');
  expect(new InstanceRecovery(stack, 'Recovery', { cluster, alert, killSwitch }).killSwitch).toBe(killSwitch);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SSM::Parameter', 0);
  expect(definitionOf(template).States.Settings.Result.killSwitch).toBe('/ops/instances');
  expect(switchRead(template)).toEqual([expect.stringContaining(':parameter/ops/instances"')]);
});

test('an encrypted topic is told with its key', () => {
  const { stack, cluster } = given();
  const alertTopic = new Topic(stack, 'Encrypted', { masterKey: new Key(stack, 'Key') });
  new InstanceRecovery(stack, 'Other', { cluster, alert: { topic: alertTopic } });
  expect(statementsOf(Template.fromStack(stack), 'OtherRole').slice(2)).toEqual([
    { Sid: 'Alert', Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: expect.stringMatching(/^Encrypted/) } },
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
  ]);
});

test('instances alone need no function that decides for services', () => {
  const bundles = Object.values(Template.fromStack(given().stack).findResources('AWS::Lambda::Function'))
    .flatMap(({ Properties }) => Properties.Environment?.Variables.LAYERED_HEALTH_FUNCTION ?? []);
  expect(bundles).toEqual(['recovery-instances']);
});

test('a lost agent of the cluster starts it, and alarms of choice', () => {
  const { stack, cluster, alert } = given();
  const health = new LayeredHealth(stack, 'Health', { contract: contract(), service: fargateService(stack, cluster), alert });
  new InstanceRecovery(stack, 'More', {
    cluster,
    alert,
    verifications: [health.verification!],
    alarms: [health.alarms!.restartAlarm()],
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.ecs'],
      'detail-type': ['ECS Container Instance State Change'],
      'detail': { agentConnected: [false], status: ['ACTIVE'] },
    },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.cloudwatch'],
      resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('RestartWouldHelp'), 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'ssm:GetParameters' })]) },
  });
});

test.each([
  ['no patience', { after: Duration.minutes(1) }, /after is out of range: got 1 minute, allowed: 2 minutes to 1 hour, in whole seconds/],
  ['no floor', { minHealthyInstances: 0 }, /minHealthyInstances is out of range: got 0/],
  ['no end', { maxDrainsPerDay: 11 }, /maxDrainsPerDay is out of range: got 11/],
])('%s is refused', (_, props, message) => {
  expect(() => given(props)).toThrow(message);
});

test('people cannot subscribe to a FIFO topic', () => {
  const { stack, cluster } = given();
  expect(() => new InstanceRecovery(stack, 'Other', { cluster, alert: { topic: new Topic(stack, 'Fifo', { fifo: true }) } })).toThrow(/FIFO/);
});

test('a chat format is refused, because alerts about instances are text', () => {
  const alert = { topic: new Topic(new Stack(), 'Topic'), format: AlertFormat.CHAT };
  expect(() => given({ alert })).toThrow(/Alerts about instances are text only: got alert with format CHAT/);
});

/** Lets the function decide in turn; the names of the states that were called. What fails does so by the last name. */
async function play(decisions: readonly string[], failing: readonly string[] = [], mode = RecoveryMode.ACT): Promise<string[]> {
  return (await ending(decisions, { failing, mode })).calls;
}

/** The same with the execution's output and its last message. */
async function ending(
  decisions: readonly string[],
  { failing = [], mode = RecoveryMode.ACT, drained = {} }: { failing?: readonly string[]; mode?: RecoveryMode; drained?: object } = {},
) {
  const left = [...decisions];
  const calls: string[] = [];
  let message = '';
  const output = await execute({
    definition: definitionOf(Template.fromStack(given({ mode }).stack)),
    input: {},
    context: { Execution: { Id: 'arn:execution', Name: 'name' }, State: {}, StateMachine: {} },
    task: (state, input) => {
      calls.push(state);
      message = input?.Message ?? message;
      if (failing.includes(state)) { throw Object.assign(new Error('no'), { name: failing.at(-1) }); }
      if (state === NAME.drain) { return drained; }
      if (state !== NAME.decide) { return { Attributes: { holder: { S: 'me' }, until: { S: 'x' }, acts: { S: '' } } }; }
      const instance = { arn: 'arn', instanceId: 'i-1' };
      return { decision: left.shift(), instance, acts: '1', now: 'n', until: 'u', message: { subject: 's', text: 't' } };
    },
  });
  return { calls, output, message };
}

needing(cannotExecute).describe('the definition, executed as it is synthesized', () => {
  const LOOKS = [NAME.decide, NAME.lock];

  test('it looks under the lock, records, drains once, tells and lets go', async () => {
    expect(await play(['WAIT', 'WAIT', 'DRAIN'])).toEqual([
      ...LOOKS,
      ...LOOKS,
      NAME.decide,
      NAME.record,
      NAME.drain,
      NAME.alert,
      NAME.release,
    ]);
  });

  test('what is held back is told, and what has gone by itself is not', async () => {
    expect(await play(['WAIT', 'NOTIFY'])).toEqual([...LOOKS, NAME.decide, NAME.alert, NAME.release]);
    expect(await play(['WAIT', 'NOTHING'])).toEqual([...LOOKS, NAME.decide, NAME.release]);
  });

  test('while another execution holds the lock it ends at once', async () => {
    expect(await play(['WAIT'], [NAME.lock, 'DynamoDB.ConditionalCheckFailedException'])).toEqual(LOOKS);
  });

  test('a ledger that changed keeps it from draining', async () => {
    expect(await play(['WAIT', 'DRAIN'], [NAME.record, 'DynamoDB.ConditionalCheckFailedException'])).toEqual([
      ...LOOKS,
      NAME.decide,
      NAME.record,
      NAME.alertFailed,
      NAME.release,
    ]);
  });

  test('a drain without an answer is never tried again', async () => {
    expect(await play(['WAIT', 'DRAIN'], [NAME.drain, 'Ecs.ThrottlingException'])).toEqual([
      ...LOOKS,
      NAME.decide,
      NAME.record,
      NAME.drain,
      NAME.alertFailed,
      NAME.release,
    ]);
  });

  test('a first look that fails is told, and the execution ends as one that ended', async () => {
    const { calls, output, message } = await ending([], { failing: [NAME.decide, 'Lambda.Unknown'] });
    expect(calls).toEqual([...Array(4).fill(NAME.decide), NAME.alertFailed, NAME.release]);
    expect(message).toMatch(/^Recovery of the instances of cluster .* failed, and did nothing that it knows of/);
    expect(output).toMatchObject({ failed: { Error: 'Lambda.Unknown' } });
  });

  test('a drain that ECS refuses in its answer is told as refused', async () => {
    const { calls, message } = await ending(['WAIT', 'DRAIN'], { drained: { Failures: [{ Arn: 'arn', Reason: 'MISSING' }] } });
    expect(calls.slice(-3)).toEqual([NAME.drain, NAME.alertRefused, NAME.release]);
    expect(message).toContain('ECS refused to drain instance i-1');
    expect(message).toContain('MISSING');
    expect((await ending(['WAIT', 'DRAIN'], { drained: { ContainerInstances: [{}], Failures: [] } })).calls.slice(-2)).toEqual([
      NAME.alert, NAME.release,
    ]);
  });

  test('the execution fails where nobody could be told, and releases the lock', async () => {
    const failed = await ending(['WAIT', 'NOTIFY'], { failing: [NAME.alert, 'SNS.Throttled'] }).catch((error: Error) => error);
    expect(String(failed)).toContain('The alert of this recovery could not be published');
  });

  test('one that only observes cannot drain, whatever is decided', async () => {
    expect(await play(['WAIT', 'DRAIN'], [], RecoveryMode.OBSERVE)).not.toContain(NAME.drain);
  });
});
