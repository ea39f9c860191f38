import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_EVENT_AGE_SECONDS } from './notifier-request';
import { publishTo } from './publish-to';
import { relativeAddress } from '../aws/relative-address';
import { checkArguments } from '../contract/check-arguments';
import { bundledFunction } from '../verification/functions';
import type { ServiceVerification } from '../verification/service-verification';

/** Long enough for the longest round of a verification, the start of the functions it needs, and telling. */
const TIMEOUT = Duration.seconds(90);

/** What of verifications the notifier may use, by what is said in one stack. */
interface AllowedVerifications {
  readonly schedules: PolicyStatement;
  readonly verifiers: PolicyStatement;
  readonly known: Set<ServiceVerification>;
}

/** Where the notifier that all services of a stack share is found in the tree. */
const SHARED_ID = 'LayeredHealthNotifier';
const POLICY_ID = 'LayeredHealthPublish';
const ALARMS_ID = 'Alarms';

/**
 * Makes a readable message of an ECS event, or of an alarm and a fresh look at its service, and publishes it to SNS.
 *
 * One serves all services of a stack. It may publish to the topics it was given, let the services it was given be verified, and write its own
 * log. What it could not tell ends in its dead-letter queue, from which it can be sent again.
 */
export class EventNotifier extends Construct {
  /**
   * The notifier that all services of a stack share; it is created when it is first asked for.
   * @param scope any construct of the stack
   */
  public static forStack(scope: Construct): EventNotifier {
    checkArguments('EventNotifier.forStack', { scope });
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(SHARED_ID) as EventNotifier | undefined ?? new EventNotifier(stack, SHARED_ID);
  }

  /** The function that makes messages of events and alarms; as the action of an alarm, see `allowIncidents`. */
  public readonly notifier: IFunction;
  /** Events and alarms of which nobody could be told: they did not reach the function, or it could not publish. Put an alarm on it. */
  public readonly deadLetterQueue: IQueue;

  private readonly role: IRole;
  private readonly lambda: LambdaFunction;
  private fallback?: ITopic;
  private readonly verifications = new Map<Stack, AllowedVerifications>();

  public constructor(scope: Construct, id: string) {
    checkArguments('EventNotifier', { scope, id });
    super(scope, id);
    const stack = Stack.of(this);
    // One statement for all rules of the account here: one for each would meet the limits of both policies at about twenty services.
    const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    const queue = new Queue(this, 'Untold', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    queue.addToResourcePolicy(new PolicyStatement({
      sid: 'RulesOfThisAccount',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnLike: { 'aws:SourceArn': rules } },
    }));
    this.deadLetterQueue = queue;
    const notifier: LambdaFunction = bundledFunction(this, 'Notifier', {
      bundle: 'notifier',
      description: 'Tells people of alarms and ECS events in readable sentences',
      timeout: TIMEOUT,
      statements: [new PolicyStatement({ sid: 'Untold', actions: ['sqs:SendMessage'], resources: [queue.queueArn] })],
    });
    notifier.addPermission('Rules', { principal: new ServicePrincipal('events.amazonaws.com'), sourceArn: rules });
    notifier.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.seconds(MAX_EVENT_AGE_SECONDS),
      // The CDK's own destination would add the role's statement again, in a policy resource of its own.
      onFailure: { bind: () => ({ destination: queue.queueArn }) },
    });
    this.notifier = this.lambda = notifier;
    this.role = notifier.role!;
  }

  /**
   * Lets the notifier publish to a topic.
   * @param scope a construct of the stack whose events are told
   * @param topic the topic; not a FIFO one, to which people cannot subscribe
   */
  public allowPublish(scope: Construct, topic: ITopic): void {
    checkArguments('EventNotifier.allowPublish', { scope, topic }, this.node.path);
    this.policyIn(Stack.of(scope)).addStatements(...publishTo(topic, scope));
  }

  /**
   * Lets alarms call the notifier, and the notifier have a service verified and tell a topic of it. Then the function is the action of an
   * alarm whose name is that of the verification's schedule and `-incident`; `HealthAlarms` creates such an alarm.
   *
   * @param scope a construct of the stack whose alarms are told
   * @param verification the verification of the alarm's service
   * @param topic the topic that the verification's plan names; not a FIFO one
   */
  public allowIncidents(scope: Construct, verification: ServiceVerification, topic: ITopic): void {
    checkArguments('EventNotifier.allowIncidents', { scope, verification, topic }, this.node.path);
    this.allowVerification(scope, verification);
    this.allowPublish(scope, topic);
    const stack = Stack.of(this);
    // Where a plan cannot be read, this one is told; one of another stack could close a circle.
    if (Stack.of(topic) === stack && !this.fallback) {
      this.fallback = topic;
      this.lambda.addEnvironment('FALLBACK_TOPIC_ARN', topic.topicArn);
    }
    if (this.notifier.node.tryFindChild(ALARMS_ID)) { return; }
    // One permission for all alarms of the account here: one for each would meet the limit of the function's policy.
    this.lambda.addPermission(ALARMS_ID, {
      principal: new ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
      sourceAccount: stack.account,
      sourceArn: stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
    });
  }

  /**
   * Lets the notifier have a service verified: read its schedule, which has the plan, and call the verifier.
   * @param scope a construct of the stack whose events or alarms are told
   * @param verification the verification of the service
   */
  public allowVerification(scope: Construct, verification: ServiceVerification): void {
    checkArguments('EventNotifier.allowVerification', { scope, verification }, this.node.path);
    const stack = Stack.of(scope);
    const allowed = this.verifications.get(stack) ?? {
      schedules: new PolicyStatement({ actions: ['scheduler:GetSchedule'] }),
      verifiers: new PolicyStatement({ actions: ['lambda:InvokeFunction'] }),
      known: new Set<ServiceVerification>(),
    };
    if (allowed.known.has(verification)) { return; }
    // One statement with a list: with one each, the policies of fifty services would exceed the 10,240 characters of a role.
    allowed.schedules.addResources(verification.schedule.scheduleArn);
    allowed.verifiers.addResources(verification.verifier.verifier.functionArn);
    allowed.known.add(verification);
    if (this.verifications.has(stack)) { return; }
    this.verifications.set(stack, allowed);
    this.policyIn(stack).addStatements(allowed.schedules, allowed.verifiers);
  }

  /** In the stack of the service, which already needs the notifier's: the other way round would be a circle. */
  private policyIn(stack: Stack): Policy {
    const id = `${POLICY_ID}-${relativeAddress(stack, this)}`;
    return stack.node.tryFindChild(id) as Policy | undefined ?? new Policy(stack, id, { roles: [this.role] });
  }
}
