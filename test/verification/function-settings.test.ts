import { App, Stack } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeepVerifier, EventNotifier, FunctionSettings, InstanceRecovery, NetworkHealth, RejectedTraffic } from '../../src';
import { GateFunction } from '../../src/deployment/gate-function';
import { RecoveryShared } from '../../src/recovery/recovery-shared';
import { contract, Match, stackWithVpc, Template } from '../fixtures';

/** Every function of the library, its flow log, and a function and a log group that are not its own. */
function given() {
  const { stack, vpc } = stackWithVpc();
  new DeepVerifier(stack, 'Verifier', { vpc });
  EventNotifier.forStack(stack);
  GateFunction.forStack(stack);
  RecoveryShared.forStack(stack).ensureDecider();
  new InstanceRecovery(stack, 'InstanceRecovery', {
    cluster: new Cluster(stack, 'Cluster', { vpc }),
    alert: { topic: new Topic(stack, 'Topic') },
  });
  new NetworkHealth(stack, 'Network', { rejectedTraffic: RejectedTraffic.inVpc(vpc, contract()) });
  new LambdaFunction(stack, 'Yours', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('yours') });
  new LogGroup(stack, 'YourLog', { retention: RetentionDays.ONE_DAY });
  return { stack, vpc };
}

/** A property of all resources of a type, by the names of their constructs. */
function byName(stack: Stack, type: string, property: string): Record<string, unknown> {
  const resources = Object.entries(Template.fromStack(stack).findResources(type));
  return Object.fromEntries(resources.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), Properties?.[property]]));
}

const concurrency = (stack: Stack) => byName(stack, 'AWS::Lambda::Function', 'ReservedConcurrentExecutions');
const FUNCTIONS = [
  'InstanceRecoveryDecider', 'LayeredHealthGate', 'LayeredHealthNotifier', 'LayeredHealthRecovery', 'VerifierProber', 'Verifier',
];
const all = (names: string[], value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
const LOGS = [
  'InstanceRecoveryDeciderLog',
  'LayeredHealthGateGateLog',
  'LayeredHealthNotifierNotifierLog',
  'LayeredHealthRecoveryRecoveryLog',
  'VerifierProberLog',
  'VerifierVerifierLog',
];

test('without settings nothing is reserved, and CloudWatch Logs encrypts with its own key', () => {
  const { stack } = given();
  expect(concurrency(stack)).toEqual(all([...FUNCTIONS, 'Yours'], undefined));
  expect(byName(stack, 'AWS::Logs::LogGroup', 'KmsKeyId')).toEqual(all([...LOGS, 'NetworkFlowLogGroup', 'YourLog'], undefined));
  expect(byName(stack, 'AWS::Logs::LogGroup', 'RetentionInDays')).toEqual({ ...all(LOGS, 30), NetworkFlowLogGroup: 14, YourLog: 1 });
});

describe('settings reach every function of the library, and no other', () => {
  test('whose concurrency is reserved', () => {
    const { stack } = given();
    FunctionSettings.apply(stack, { reservedConcurrency: 20 });
    expect(concurrency(stack)).toEqual({ ...all(FUNCTIONS, 20), Yours: undefined });
  });

  test('whose logs are encrypted, together with the flow log', () => {
    const { stack } = given();
    FunctionSettings.apply(stack, { logEncryptionKey: new Key(stack, 'Key') });
    const arn = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    expect(byName(stack, 'AWS::Logs::LogGroup', 'KmsKeyId')).toEqual({ ...all([...LOGS, 'NetworkFlowLogGroup'], arn), YourLog: undefined });
  });

  test.each([[RetentionDays.ONE_YEAR, 365], [RetentionDays.INFINITE, undefined]])('whose logs are kept: %d', (logRetention, days) => {
    const { stack } = given();
    FunctionSettings.apply(stack, { logRetention });
    expect(byName(stack, 'AWS::Logs::LogGroup', 'RetentionInDays')).toEqual({ ...all(LOGS, days), NetworkFlowLogGroup: 14, YourLog: 1 });
  });

  test('also those that are created later, in any stack of the app', () => {
    const app = new App();
    FunctionSettings.apply(app, { reservedConcurrency: 20 });
    const stack = new Stack(app, 'Stack');
    EventNotifier.forStack(stack);
    expect(concurrency(stack)).toEqual({ LayeredHealthNotifier: 20 });
  });
});

test('the nearest construct decides, each setting on its own, in whatever order they are applied', () => {
  const { stack } = given();
  const key = new Key(stack, 'Key');
  FunctionSettings.apply(stack.node.findChild('Verifier'), { reservedConcurrency: 100 });
  FunctionSettings.apply(stack, { reservedConcurrency: 5, logRetention: RetentionDays.ONE_YEAR });
  FunctionSettings.apply(stack.node.root, { reservedConcurrency: 1, logEncryptionKey: key });
  FunctionSettings.apply(stack, { reservedConcurrency: 6 });
  expect(concurrency(stack)).toEqual({ ...all(FUNCTIONS, 6), VerifierProber: 100, Verifier: 100, Yours: undefined });
  expect(byName(stack, 'AWS::Logs::LogGroup', 'RetentionInDays')).toMatchObject(all(LOGS, 365));
  expect(byName(stack, 'AWS::Logs::LogGroup', 'KmsKeyId')).toMatchObject(all(LOGS, expect.anything()));
});

test('CloudWatch Logs may use a key of this app, for log groups of this account and region alone, which is said once', () => {
  const { stack } = given();
  const logEncryptionKey = new Key(stack, 'Key');
  FunctionSettings.apply(stack, { logEncryptionKey });
  FunctionSettings.apply(stack.node.root, { logEncryptionKey });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: [
        Match.objectLike({ Action: 'kms:*' }),
        {
          Effect: 'Allow',
          Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
          Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
          Resource: '*',
          Condition: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn': {
                'Fn::Join': [
                  '',
                  ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:*'],
                ],
              },
            },
          },
        },
      ],
    },
  });
});

test('a key of another stack, and an imported one', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  EventNotifier.forStack(stack);
  FunctionSettings.apply(stack, { logEncryptionKey: new Key(new Stack(app, 'Keys'), 'Key') });
  expect(byName(stack, 'AWS::Logs::LogGroup', 'KmsKeyId')).toEqual({
    LayeredHealthNotifierNotifierLog: { 'Fn::ImportValue': expect.stringMatching(/^Keys:/) },
  });
  const arn = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-90ab-cdef-1234-567890abcdef';
  const other = new Stack(new App(), 'Stack');
  EventNotifier.forStack(other);
  FunctionSettings.apply(other, { logEncryptionKey: Key.fromKeyArn(other, 'Key', arn) });
  expect(byName(other, 'AWS::Logs::LogGroup', 'KmsKeyId')).toEqual({ LayeredHealthNotifierNotifierLog: arn });
});

test('a key of another region is an error', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  EventNotifier.forStack(stack);
  const key = new Key(new Stack(app, 'Keys', { env: { account: '123456789012', region: 'us-east-1' } }), 'Key');
  FunctionSettings.apply(app, { logEncryptionKey: key });
  expect(() => app.synth()).toThrow(
    /Logs are encrypted with a key of their own region: got Keys\/Key in us-east-1, .*Apply a key of each region to the stacks there/,
  );
});

test.each([0, -1, 1.5])('a reserved concurrency of %d is an error', (reservedConcurrency) => {
  const stack = new Stack(new App(), 'Stack');
  expect(() => FunctionSettings.apply(stack, { reservedConcurrency })).toThrow(
    `[Stack] reservedConcurrency is out of range: got ${reservedConcurrency}, allowed: a whole number of at least 1. `
      + 'Pass a few more than the verifier has shards',
  );
});
