import { Duration, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NotifierGrants } from './notifier-grants';
import { createAlarm } from '../aws/create-alarm';
import { ensureChild } from '../aws/ensure-child';
import { isSameRegion } from '../aws/same-region';
import { checkArguments } from '../contract/check-arguments';
import { MAX_EVENT_AGE_SECONDS } from '../shared/notifier-request';
import type { IDeepVerifier } from '../verification/deep-verifier-options';
import { bundledFunction } from '../verification/functions';
import type { ServiceVerification } from '../verification/service-verification';

/** Long enough for the longest round of a verification, the start of the functions it needs, and publishing. */
const TIMEOUT = Duration.seconds(90);

/** Id in the stack of the notifier that all its services share. */
const SHARED_ID = 'LayeredHealthNotifier';

/**
 * Turns alarms and ECS events into readable messages, after a fresh verification of the service, and publishes them to SNS.
 *
 * One notifier serves all services of a stack. It may publish to the topics that it was given, start verifications of the services that it
 * was given, and write its own log. What it could not deliver ends in its dead-letter queue, from which it can be sent again.
 */
export class EventNotifier extends Construct {
  /**
   * The notifier that all services of a stack share; the first call creates it.
   * @param scope any construct of the stack
   */
  public static forStack(scope: Construct): EventNotifier {
    checkArguments('EventNotifier.forStack', { scope });
    const stack = Stack.of(scope);
    return ensureChild(stack, SHARED_ID, () => new EventNotifier(stack, SHARED_ID));
  }

  /** The function that writes and publishes messages. `allowIncidents` allows its use as the action of an alarm. */
  public readonly function: IFunction;
  /** Events and alarms that reached nobody, because the function was not called or could not publish. */
  public readonly deadLetterQueue: IQueue;
  /**
   * In alarm while the dead-letter queue holds anything: people were not alerted. CloudWatch itself notifies the first topic of the
   * notifier's own stack and region; add an action of another kind for the case that the topic is what fails.
   */
  public readonly deadLetterAlarm: Alarm;

  private readonly grants: NotifierGrants;
  private alerted = false;

  constructor(scope: Construct, id: string) {
    checkArguments('EventNotifier', { scope, id });
    super(scope, id);
    // One statement for all rules of the account and region: one for each would exceed both policies at about twenty services.
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    const queue = this.createQueue(rules);
    const notifier = bundledFunction(this, 'Notifier', {
      bundle: 'notifier',
      description: 'Sends readable messages about alarms and ECS events',
      timeout: TIMEOUT,
      statements: [new PolicyStatement({ sid: 'DeadLetters', actions: ['sqs:SendMessage'], resources: [queue.queueArn] })],
    });
    notifier.addPermission('Rules', { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: rules });
    notifier.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.seconds(MAX_EVENT_AGE_SECONDS),
      // The CDK's own destination would add the role's statement again, in a policy resource of its own.
      onFailure: { bind: () => ({ destination: queue.queueArn }) },
    });
    this.function = notifier;
    this.deadLetterQueue = queue;
    this.deadLetterAlarm = createAlarm(this, 'NobodyAlerted', {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 0,
      evaluationPeriods: 1,
      alarmDescription: 'Alerts of the notifier of cdk-ecs-layered-health reached nobody. Read them in its dead-letter queue, and why in '
        + 'its log.',
    });
    this.grants = new NotifierGrants(this, notifier);
  }

  /**
   * Allows the notifier to publish to a topic.
   * @param scope a construct of the stack that the messages are about
   * @param topic a standard topic: people cannot subscribe to a FIFO one
   */
  public allowPublish(scope: Construct, topic: ITopic): void {
    checkArguments('EventNotifier.allowPublish', { scope, topic }, this.node.path);
    this.grants.allowPublish(scope, topic);
    this.alertBeside(topic);
  }

  /**
   * Allows alarms to call the notifier, and the notifier to verify a service and to publish to a topic. Then the function is the action of
   * an alarm whose name is the verification's `planName` and `-faults` or `-incident`; `HealthAlarms` creates such alarms.
   *
   * @param scope a construct of the stack of the alarm
   * @param verification the verification of the alarm's service
   * @param topic the topic that the verification's plan names; a standard one
   */
  public allowIncidents(scope: Construct, verification: ServiceVerification, topic: ITopic): void {
    checkArguments('EventNotifier.allowIncidents', { scope, verification, topic }, this.node.path);
    this.grants.allowVerifier(scope, verification.verifier);
    this.grants.allowPublish(scope, topic);
    this.alertBeside(topic);
    this.grants.setFallback(topic);
    this.grants.allowAlarms();
  }

  /**
   * Allows the notifier to verify a service: to read its plan, and to call the verifier.
   * @param scope a construct of the stack of the events or alarms
   * @param verification the verification of the service
   */
  public allowVerification(scope: Construct, verification: ServiceVerification): void {
    checkArguments('EventNotifier.allowVerification', { scope, verification }, this.node.path);
    this.grants.allowVerifier(scope, verification.verifier);
  }

  /**
   * Allows alarms on a verifier to call the notifier, and the notifier to ask the verifier what it cannot verify.
   * @param verifier the verifier, of the notifier's own stack
   * @param topic the topic that the verifier's record names; a standard one
   */
  public allowVerifierAlarm(verifier: IDeepVerifier, topic: ITopic): void {
    checkArguments('EventNotifier.allowVerifierAlarm', { verifier, topic }, this.node.path);
    this.grants.allowVerifier(this, verifier);
    this.grants.allowPublish(this, topic);
    this.grants.setFallback(topic);
    this.grants.allowAlarms();
  }

  /** A topic of another stack could close a circle of stacks, and an alarm notifies only topics of its own region. */
  private alertBeside(topic: ITopic): void {
    if (this.alerted || Stack.of(topic) !== Stack.of(this) || !isSameRegion(this, topic)) { return; }
    this.alerted = true;
    this.deadLetterAlarm.addAlarmAction({ bind: () => ({ alarmActionArn: topic.topicArn }) });
    // CloudWatch is a caller of its own; a key's policy must allow it. A key of this app can be changed.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    topic.masterKey?.addToResourcePolicy(new PolicyStatement({
      sid: 'AlarmOfLayeredHealthNotifier',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }), true);
  }

  private createQueue(rules: string): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    queue.addToResourcePolicy(new PolicyStatement({
      sid: 'RulesOfThisAccount',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnLike: { 'aws:SourceArn': rules } },
    }));
    return queue;
  }
}
