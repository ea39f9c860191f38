import { App, Duration, Stack } from 'aws-cdk-lib';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { definitionOf } from './given';
import { cannotExecute, execute } from './interpreter';
import { InstanceRecovery, InstanceRecoveryProps, LayeredHealth, RecoveryMode } from '../../src';
import { INSTANCE_STATE as NAME } from '../../src/recovery/instance-settings';
import { contract, fargateService, Match, Template } from '../fixtures';
import { needing } from '../needs';

// It has no types of its own that TypeScript finds here.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const validate = require('asl-validator') as (definition: unknown) => { isValid: boolean; errorsText: () => string };

function surroundings() {
  const stack = new Stack(new App(), 'Stack');
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) });
  cluster.addCapacity('Capacity', { instanceType: new InstanceType('t4g.small') });
  return { stack, cluster, alertTopic: new Topic(stack, 'Alerts') };
}

function given(props: Partial<InstanceRecoveryProps> = {}) {
  const parts = surroundings();
  const { stack, cluster, alertTopic } = parts;
  return { ...parts, recovery: new InstanceRecovery(stack, 'Recovery', { cluster, alertTopic, ...props }) };
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
  expect(statementsOf(template, 'RecoveryRole').flatMap(({ Action }) => Action).sort()).toEqual(['dynamodb:UpdateItem', 'lambda:InvokeFunction', 'sns:Publish']);
});

test('what acts may drain instances of its cluster and nothing else; what decides may only read', () => {
  const template = Template.fromStack(given({ mode: RecoveryMode.ACT }).stack);
  const acts = statementsOf(template, 'RecoveryRole').flatMap(({ Action }) => Action).sort();
  expect(acts).toEqual(['dynamodb:UpdateItem', 'ecs:UpdateContainerInstancesState', 'lambda:InvokeFunction', 'sns:Publish']);
  expect(statementsOf(template, 'RecoveryRole')).toContainEqual(expect.objectContaining({
    Action: 'ecs:UpdateContainerInstancesState', Condition: { ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': [expect.stringMatching(/^Cluster/), 'Arn'] } } },
  }));
  expect(statementsOf(template, 'RecoveryDeciderRole').flatMap(({ Action }) => Action)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'ecs:ListContainerInstances' }, { Action: 'ssm:GetParameter' }, { Action: 'ecs:DescribeContainerInstances' }].map(Match.objectLike) },
  });
});

const switchRead = (template: Template) => Object.values(template.findResources('AWS::IAM::Policy'))
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
  .filter(({ Action }) => Action === 'ssm:GetParameter')
  .map(({ Resource }) => JSON.stringify(Resource));

test('the switch of the stack stops it, and it may read no other parameter', () => {
  const { stack, cluster, alertTopic, recovery } = given();
  expect(new InstanceRecovery(stack, 'Other', { cluster, alertTopic }).killSwitch).toBe(recovery.killSwitch);
  const template = Template.fromStack(stack);
  const [id, ...others] = Object.keys(template.findResources('AWS::SSM::Parameter', { Properties: { Value: 'on' } }));
  expect(others).toEqual([]);
  expect(switchRead(template)).toEqual([0, 1].map(() => expect.stringContaining(`:parameter/",{"Ref":"${id}"}]`)));
});

test('a switch of one\'s own is read instead', () => {
  const { stack, cluster, alertTopic } = surroundings();
  const killSwitch = StringParameter.fromStringParameterName(stack, 'Mine', '/ops/instances');
  expect(new InstanceRecovery(stack, 'Recovery', { cluster, alertTopic, killSwitch }).killSwitch).toBe(killSwitch);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SSM::Parameter', 0);
  expect(definitionOf(template).States.Settings.Result.killSwitch).toBe('/ops/instances');
  expect(switchRead(template)).toEqual([expect.stringContaining(':parameter/ops/instances"')]);
});

test('an encrypted topic is told with its key', () => {
  const { stack, cluster } = given();
  const alertTopic = new Topic(stack, 'Encrypted', { masterKey: new Key(stack, 'Key') });
  new InstanceRecovery(stack, 'Other', { cluster, alertTopic });
  expect(statementsOf(Template.fromStack(stack), 'OtherRole').slice(2)).toEqual([
    { Sid: 'TellPeople', Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: expect.stringMatching(/^Encrypted/) } },
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
  ]);
});

test('instances alone need no function that decides for services', () => {
  const bundles = Object.values(Template.fromStack(given().stack).findResources('AWS::Lambda::Function'))
    .flatMap(({ Properties }) => Properties.Environment?.Variables.LAYERED_HEALTH_FUNCTION ?? []);
  expect(bundles).toEqual(['recovery-instances']);
});

test('a lost agent of the cluster starts it, and alarms of choice', () => {
  const { stack, cluster, alertTopic } = given();
  const health = new LayeredHealth(stack, 'Health', { contract: contract(), service: fargateService(stack, cluster), alertTopic });
  new InstanceRecovery(stack, 'More', { cluster, alertTopic, verifications: [health.verification!], alarms: [health.alarms!.restartWouldHelp] });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { 'source': ['aws.ecs'], 'detail-type': ['ECS Container Instance State Change'], 'detail': { agentConnected: [false], status: ['ACTIVE'] } },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.cloudwatch'], resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('RestartWouldHelp'), 'Arn'] }], detail: { state: { value: ['ALARM'] } } },
  });
  template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'scheduler:GetSchedule' })]) } });
});

test.each([
  ['no patience', { after: Duration.minutes(1) }, /after is out of range: got 60, allowed: a whole number from 120 to 3600/],
  ['no floor', { minHealthyInstances: 0 }, /minHealthyInstances is out of range: got 0/],
  ['no end', { maxDrainsPerDay: 11 }, /maxDrainsPerDay is out of range: got 11/],
])('%s is refused', (_, props, message) => {
  expect(() => given(props)).toThrow(message);
});

test('people cannot subscribe to a FIFO topic', () => {
  const { stack, cluster } = given();
  expect(() => new InstanceRecovery(stack, 'Other', { cluster, alertTopic: new Topic(stack, 'Fifo', { fifo: true }) })).toThrow(/FIFO/);
});

/** Lets the function decide in turn; the names of the states that were called. What fails does so by the last name. */
async function play(decisions: readonly string[], failing: readonly string[] = [], mode = RecoveryMode.ACT): Promise<string[]> {
  const left = [...decisions];
  const calls: string[] = [];
  await execute({
    definition: definitionOf(Template.fromStack(given({ mode }).stack)),
    input: {},
    context: { Execution: { Id: 'arn:execution', Name: 'name' }, State: {}, StateMachine: {} },
    task: (state) => {
      calls.push(state);
      if (failing.includes(state)) { throw Object.assign(new Error('no'), { name: failing.at(-1) }); }
      if (state !== NAME.look) { return { Attributes: { holder: { S: 'me' }, until: { S: 'x' }, acts: { S: '' } } }; }
      return { decision: left.shift(), instance: { arn: 'arn' }, acts: '1', now: 'n', until: 'u', message: { subject: 's', text: 't' } };
    },
  });
  return calls;
}

needing(cannotExecute).describe('the definition, executed as it is synthesized', () => {
  const LOOKS = [NAME.look, NAME.lock];

  test('it looks under the lock, records, drains once, tells and lets go', async () => {
    expect(await play(['WAIT', 'WAIT', 'DRAIN'])).toEqual([...LOOKS, ...LOOKS, NAME.look, NAME.record, NAME.drain, NAME.tell, NAME.release]);
  });

  test('what is held back is told, and what has gone by itself is not', async () => {
    expect(await play(['WAIT', 'TELL'])).toEqual([...LOOKS, NAME.look, NAME.tell, NAME.release]);
    expect(await play(['WAIT', 'NOTHING'])).toEqual([...LOOKS, NAME.look, NAME.release]);
  });

  test('while another execution holds the lock it ends at once', async () => {
    expect(await play(['WAIT'], [NAME.lock, 'DynamoDB.ConditionalCheckFailedException'])).toEqual(LOOKS);
  });

  test('a ledger that changed keeps it from draining', async () => {
    expect(await play(['WAIT', 'DRAIN'], [NAME.record, 'DynamoDB.ConditionalCheckFailedException'])).toEqual([...LOOKS, NAME.look, NAME.record, NAME.tellFailed, NAME.release]);
  });

  test('a drain without an answer is never tried again', async () => {
    expect(await play(['WAIT', 'DRAIN'], [NAME.drain, 'Ecs.ThrottlingException'])).toEqual([...LOOKS, NAME.look, NAME.record, NAME.drain, NAME.tellFailed, NAME.release]);
  });

  test('one that only observes cannot drain, whatever is decided', async () => {
    expect(await play(['WAIT', 'DRAIN'], [], RecoveryMode.OBSERVE)).not.toContain(NAME.drain);
  });
});
