import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, INagLogger, NagLoggerNonComplianceData } from 'cdk-nag';
import { EventNotifier, HealthEvents } from '../../src';
import { Match, stackWithVpc, Template } from '../fixtures';

function told(key = false) {
  const { stack, vpc } = stackWithVpc();
  const topic = new Topic(stack, 'Topic', { enforceSSL: true, masterKey: key ? new Key(stack, 'Key', { enableKeyRotation: true }) : undefined });
  new HealthEvents(stack, 'Events', { cluster: new Cluster(stack, 'Cluster', { vpc }), alertTopic: topic });
  return { stack, template: Template.fromStack(stack) };
}

const QUEUE = { 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthNotifierUntold'), 'Arn'] };
const TOPIC = { Ref: Match.stringLikeRegexp('^Topic') };

test('the role may write its own log, publish to the topics it was given and keep what it could not tell; nothing else', () => {
  const { template } = told();
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: Match.absent(),
    Policies: [{
      PolicyDocument: {
        Statement: [
          { Sid: 'OwnLog', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: Match.anyValue() },
          { Sid: 'Untold', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
        ],
      },
    }],
  });
  template.resourceCountIs('AWS::IAM::Policy', 1);
  template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC }] } });
});

test('an encrypted topic comes with the use of its key', () => {
  told(true).template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Action: 'sns:Publish' },
        { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } },
      ],
    },
  });
});

test('the dead-letter queue is encrypted, refuses plain HTTP and takes from the rules of this account only', () => {
  const { template } = told();
  template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Resource: QUEUE,
          Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', Match.arrayWith([':events:', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, ':rule/*'])] } } },
        },
      ],
    },
  });
});

test('Lambda tries twice more within the hour, and keeps what the function could not tell', () => {
  const { template } = told();
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3_600, DestinationConfig: { OnFailure: { Destination: QUEUE } },
  });
  template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', SourceArn: Match.anyValue() });
  template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'], Timeout: 30 });
});

test('one notifier serves a stack', () => {
  const stack = new Stack(new App(), 'Stack');
  expect(EventNotifier.forStack(stack)).toBe(EventNotifier.forStack(stack));
  expect(EventNotifier.forStack(new Stack())).not.toBe(EventNotifier.forStack(stack));
});

test('the AwsSolutions pack finds nothing but that the dead-letter queue has no dead-letter queue', () => {
  const { stack } = told();
  const found: string[] = [];
  const note = ({ ruleId, resource }: NagLoggerNonComplianceData) => {
    if (/LayeredHealth|Events/.test(resource.node.path)) { found.push(`${ruleId} ${resource.node.path}`); }
  };
  const ignore = () => {};
  const logger: INagLogger = {
    onNonCompliance: note, onError: ignore, onCompliance: ignore, onSuppressed: ignore, onSuppressedError: ignore, onNotApplicable: ignore,
  };
  Aspects.of(stack).add(new AwsSolutionsChecks({ additionalLoggers: [logger], reports: false }));
  (stack.node.root as App).synth({ force: true });
  expect(found).toEqual(['AwsSolutions-SQS3 Stack/LayeredHealthNotifier/Untold/Resource']);
});
