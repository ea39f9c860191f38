import { App, Aspects, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, type INagLogger, type NagLoggerNonComplianceData } from 'cdk-nag';
import { DeepVerifier, EventNotifier, HealthEndpoint, HealthEvents, ServiceVerification } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function told(key = false) {
  const { stack, vpc } = stackWithVpc();
  const topic = new Topic(stack, 'Topic', {
    enforceSSL: true,
    masterKey: key ? new Key(stack, 'Key', { enableKeyRotation: true }) : undefined,
  });
  new HealthEvents(stack, 'Events', { cluster: new Cluster(stack, 'Cluster', { vpc }), alert: { topic: topic } });
  return { stack, template: Template.fromStack(stack) };
}

const QUEUE = { 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthNotifierDeadLetters'), 'Arn'] };
const TOPIC = { Ref: Match.stringLikeRegexp('^Topic') };

test('the role may write its own log, publish to the topics it was given and keep what it could not tell; nothing else', () => {
  const { template } = told();
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: Match.absent(),
    Policies: [{
      PolicyDocument: {
        Statement: [
          { Sid: 'OwnLog', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: Match.anyValue() },
          { Sid: 'DeadLetters', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
        ],
      },
    }],
  });
  template.resourceCountIs('AWS::IAM::Policy', 1);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC }] },
  });
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

test('an imported topic comes with the use of whichever key encrypts it, for this topic alone', () => {
  const { stack } = stackWithVpc();
  const arn = 'arn:aws:sns:eu-west-1:111122223333:alerts';
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
  const notifier = EventNotifier.forStack(stack);
  notifier.allowPublish(stack, Topic.fromTopicArn(stack, 'Theirs', arn));
  notifier.allowPublish(stack, Topic.fromTopicAttributes(stack, 'Known', { topicArn: `${arn}-known`, keyArn: key }));
  const USE = ['kms:Decrypt', 'kms:GenerateDataKey'];
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Action: 'sns:Publish', Resource: arn },
        {
          Action: USE,
          Resource: 'arn:aws:kms:eu-west-1:111122223333:key/*',
          Condition: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': arn } },
        },
        { Action: 'sns:Publish', Resource: `${arn}-known` },
        { Action: USE, Resource: key, Condition: Match.absent() },
      ],
    },
  });
});

describe('what reached nobody', () => {
  const ALARM = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] } }],
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
  };

  test('raises an alarm of which CloudWatch tells the topic itself, with its key', () => {
    const { template } = told(true);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...ALARM, AlarmActions: [TOPIC] });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([{
          Sid: 'AlarmOfLayeredHealthNotifier',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }]),
      },
    });
  });

  test('tells the first topic of its own stack and region, and no other', () => {
    const app = new App();
    const env = { account: '111122223333', region: 'eu-west-1' };
    const stack = new Stack(app, 'Stack', { env });
    const notifier = EventNotifier.forStack(stack);
    const topic = (region: string) => Topic.fromTopicArn(stack, region, `arn:aws:sns:${region}:111122223333:alerts`);
    notifier.allowPublish(stack, new Topic(new Stack(app, 'Other', { env }), 'Topic'));
    notifier.allowPublish(stack, topic('us-east-1'));
    notifier.allowPublish(stack, topic('eu-west-1'));
    notifier.allowPublish(stack, new Topic(stack, 'Second'));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...ALARM, AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:alerts'],
    });
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
          Condition: {
            ArnLike: {
              'aws:SourceArn': {
                'Fn::Join': ['', Match.arrayWith([':events:', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, ':rule/*'])],
              },
            },
          },
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
  template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Architectures: ['arm64'], Timeout: 90 });
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
  expect(found).toEqual(['AwsSolutions-SQS3 Stack/LayeredHealthNotifier/DeadLetters/Resource']);
});

describe('incidents', () => {
  /** Services of one stack, or of one stack each, whose alarms one notifier tells. */
  function incidents(services: number, apart = false) {
    const app = new App();
    const shared = new Stack(app, 'Shared');
    const vpc = new Vpc(shared, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const cluster = new Cluster(shared, 'Cluster', { vpc });
    const verifier = new DeepVerifier(shared, 'Verifier', { vpc });
    const notifier = new EventNotifier(shared, 'Notifier');
    const stacks = Array.from({ length: services }, (_, index) => (apart ? new Stack(app, `Service${index}`) : shared));
    stacks.forEach((stack, index) => {
      const service = fargateService(stack, cluster, `Service${index}`);
      const verification = new ServiceVerification(stack, `Verification${index}`, { verifier, contract: contract(), service });
      const topic = stack.node.tryFindChild('Topic') as Topic | undefined ?? new Topic(stack, 'Topic');
      notifier.allowIncidents(stack, verification, topic);
      notifier.allowIncidents(stack, verification, topic);
    });
    return { app, template: Template.fromStack(stacks[0] ?? shared), shared: Template.fromStack(shared) };
  }

  const PLANS = { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':parameter/cdk-ecs-layered-health/[\\w-]+/\\*$')])] };
  const VERIFIER = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Verifier'), 'Arn'] };

  test('the notifier may read the plans of its verifier, call its verifier and publish to its topic; each is said once', () => {
    const { template } = incidents(1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'ssm:GetParameters', Resource: PLANS },
          { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: VERIFIER },
          { Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC },
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^NotifierNotifierRole') }],
    });
  });

  test('the alarms of the account here may call it, by one permission for all', () => {
    const { template } = incidents(3);
    const alarms = {
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':alarm:*'],
      ],
    };
    template.resourcePropertiesCountIs(
      'AWS::Lambda::Permission',
      {
        Action: 'lambda:InvokeFunction',
        Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: alarms,
      },
      1,
    );
    expect(Object.keys(incidents(0).shared.findResources('AWS::Lambda::Permission'))).toHaveLength(1);
  });

  test('what the role may do does not grow with the services', () => {
    const { template } = incidents(50);
    const policies = Object.values(
      template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^NotifierNotifierRole') }] } }),
    );
    expect(policies).toHaveLength(1);
    const { Statement } = policies[0].Properties.PolicyDocument as { Statement: { Resource: unknown }[] };
    expect(Statement).toHaveLength(3);
    expect(JSON.stringify(Statement).length).toBeLessThan(1_000);
  });

  test('services of other stacks bring their policies with them, so that no stack needs the other', () => {
    const { app, template, shared } = incidents(2, true);
    expect(() => app.synth()).not.toThrow();
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'ssm:GetParameters', Resource: PLANS })]) },
    });
    expect(JSON.stringify(shared.toJSON())).not.toContain('"ssm:GetParameters"');
  });

  test(
    "where a plan cannot be read, the first topic of the notifier's own stack is told; one of another stack could " + 'close a circle',
    () => {
      const variables = (template: Template) =>
        template.findResources('AWS::Lambda::Function', {
          Properties: { Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'notifier' } } },
        });
      const [own] = Object.values(variables(incidents(2).shared));
      expect(own.Properties.Environment.Variables.FALLBACK_TOPIC_ARN).toEqual({ Ref: expect.stringMatching(/^Topic/) });
      const [other] = Object.values(variables(incidents(2, true).shared));
      expect(other.Properties.Environment.Variables).not.toHaveProperty('FALLBACK_TOPIC_ARN');
    },
  );

  test('there is time for the longest look and for telling', () => {
    const slowest = contract({
      liveness: HealthEndpoint.http('/live', { timeout: Duration.seconds(20) }),
      readiness: HealthEndpoint.http('/ready', { timeout: Duration.seconds(20) }),
    });
    // Beside the look: the start of two functions, reading the plan, and publishing.
    expect(slowest.budget.verification.roundDeadline.toSeconds() + 10 + 8 + 15).toBeLessThanOrEqual(90);
  });

  test('a FIFO topic is refused', () => {
    const { stack, vpc } = stackWithVpc();
    const verification = new ServiceVerification(stack, 'Verification', {
      verifier: DeepVerifier.forVpc(stack, vpc),
      contract: contract(),
      service: fargateService(stack, new Cluster(stack, 'Cluster', { vpc })),
    });
    expect(() => EventNotifier.forStack(stack).allowIncidents(stack, verification, new Topic(stack, 'Fifo', { fifo: true }))).toThrow(
      'People cannot subscribe to a FIFO topic',
    );
  });
});
