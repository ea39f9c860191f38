import { Annotations, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { IBaseService, ICluster, IService } from 'aws-cdk-lib/aws-ecs';
import { EventField, IRule, IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertFormat } from './alert-format';
import { EventNotifier } from './event-notifier';
import { EventOrigin, eventPattern, ToldEvents } from './event-pattern';
import { DETAIL_TYPE, MAX_EVENT_AGE_SECONDS } from './notifier-request';
import { TellEvents } from './tell-events';
import { checkSameRegion } from '../aws/same-region';
import { declaredServiceName } from '../aws/service-resource';
import { fail } from '../contract/errors';
import type { ServiceVerification } from '../verification/service-verification';

/** Which ECS events are told, and to whom. */
export interface HealthEventsProps {
  /** The topic that is told. */
  readonly alertTopic: ITopic;

  /**
   * The service whose events are told; own or imported.
   *
   * A rule for a service whose name CloudFormation chooses can only exist after the service: what happens while the service is created for
   * the first time is told only with a name of its own, or with a rule for the whole cluster.
   *
   * @default - all services of the cluster
   */
  readonly service?: IService;

  /**
   * The cluster. Required without a service, and for an imported service that does not know its cluster.
   * @default - that of the service
   */
  readonly cluster?: ICluster;

  /**
   * Stopped tasks of services: memory, health checks, images, secrets, capacity, exits, hosts. Important are all but those of scale-in,
   * deployments, Spot interruptions, maintenance by AWS, and those that somebody stopped.
   * @default TellEvents.WHEN_IMPORTANT
   */
  readonly stoppedTasks?: TellEvents;

  /**
   * Actions of the service scheduler. Important are those that ECS calls WARN or ERROR, such as tasks that cannot be placed.
   * @default TellEvents.WHEN_IMPORTANT
   */
  readonly serviceActions?: TellEvents;

  /**
   * Deployments. Important are those that fail.
   * @default TellEvents.WHEN_IMPORTANT
   */
  readonly deployments?: TellEvents;

  /**
   * Hooks of deployments. Important are those that wait for a decision, fail or time out.
   * @default TellEvents.WHEN_IMPORTANT
   */
  readonly hooks?: TellEvents;

  /**
   * Container instances whose agent is disconnected. AWS says that agents reconnect several times an hour as part of their normal
   * operation, so this is for the search of a fault rather than for every day. It concerns the whole cluster: turn it on once.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
   * @default false
   */
  readonly disconnectedAgents?: boolean;

  /**
   * For how long the same kind of event of the same service is kept back after it was told, 0–60 minutes. The next message says how many
   * there were. The notifier remembers as well as a Lambda function can: now and then one is told twice.
   * @default Duration.minutes(5)
   */
  readonly quietPeriod?: Duration;

  /**
   * How messages are written.
   * @default AlertFormat.TEXT
   */
  readonly format?: AlertFormat;

  /**
   * The verification of the service: an event that people should know of then leads to a fresh look at the service, and the message says
   * what was seen. Only together with the service.
   * @default - an event is told as it is
   */
  readonly verification?: ServiceVerification;

  /**
   * The function that makes messages of events.
   * @default - the one that all services of the stack share
   */
  readonly notifier?: EventNotifier;
}

/**
 * Tells people of the ECS events of a service, or of all services of a cluster, in sentences: what happened, why, whether a restart helps, and what happens next.
 *
 * Adds one rule; the notifier behind it is shared.
 */
export class HealthEvents extends Construct {
  /** The rule that picks the events. */
  public readonly rule: IRule;
  /** The function that makes messages of events, and its dead-letter queue. */
  public readonly notifier: EventNotifier;

  public constructor(scope: Construct, id: string, props: HealthEventsProps) {
    super(scope, id);
    const told: ToldEvents = {
      stoppedTasks: props.stoppedTasks ?? TellEvents.WHEN_IMPORTANT,
      serviceActions: props.serviceActions ?? TellEvents.WHEN_IMPORTANT,
      deployments: props.deployments ?? TellEvents.WHEN_IMPORTANT,
      hooks: props.hooks ?? TellEvents.WHEN_IMPORTANT,
      disconnectedAgents: props.disconnectedAgents ?? false,
    };
    const pattern = eventPattern(this.origin(props), told)
      ?? fail('No event is told', 'TellEvents.NEVER for every type', 'at least one type', 'leave HealthEvents out, or one of the types in', this.node.path);
    if (props.service && told.disconnectedAgents) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:AgentsOfTheCluster',
        'disconnectedAgents concerns the whole cluster: with several services of one cluster, each tells of the same instance. Turn it on once, without service.');
    }
    this.notifier = props.notifier ?? EventNotifier.forStack(this);
    this.notifier.allowPublish(this, props.alertTopic);
    if (props.verification) {
      if (!props.service) {
        fail('A verification looks at one service', 'verification without service', 'both together', 'pass service, or leave verification out', this.node.path);
      }
      this.notifier.allowVerification(this, props.verification);
    }
    this.rule = new Rule(this, 'Rule', { description: 'ECS events that people are told of', eventPattern: pattern, targets: [this.target(props, told)] });
  }

  /** The CDK's own target would add a permission and a queue statement a rule; the notifier allows all rules at once. */
  private target({ alertTopic, format, quietPeriod, verification }: HealthEventsProps, told: ToldEvents): IRuleTarget {
    const types: [TellEvents, string][] = [
      [told.stoppedTasks, DETAIL_TYPE.task],
      [told.serviceActions, DETAIL_TYPE.action],
      [told.deployments, DETAIL_TYPE.deployment],
      [told.hooks, DETAIL_TYPE.hook],
    ];
    return {
      bind: () => ({
        arn: this.notifier.notifier.functionArn,
        deadLetterConfig: { arn: this.notifier.deadLetterQueue.queueArn },
        retryPolicy: { maximumRetryAttempts: 8, maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS },
        input: RuleTargetInput.fromObject({
          topicArn: alertTopic.topicArn,
          format: format ?? AlertFormat.TEXT,
          always: types.filter(([tell]) => tell === TellEvents.ALWAYS).map(([, type]) => type),
          quietSeconds: this.quietSeconds(quietPeriod),
          ...verification ? { schedule: verification.schedule.scheduleName } : {},
          event: {
            'id': EventField.eventId,
            'detail-type': EventField.detailType,
            'time': EventField.time,
            'account': EventField.account,
            'region': EventField.region,
            'resources': EventField.fromPath('$.resources'),
            'detail': EventField.fromPath('$.detail'),
          },
        }),
      }),
    };
  }

  private origin({ service, cluster: given }: HealthEventsProps): EventOrigin {
    const cluster = given ?? (service as IBaseService | undefined)?.cluster
      ?? fail('The cluster of the events is not known', service ? `${service.node.path} (imported without its cluster)` : 'neither service nor cluster',
        'a service that knows its cluster, or a cluster', 'pass cluster', this.node.path);
    checkSameRegion(this, 'EventBridge delivers the events of ECS only where they happen', service ?? cluster,
      'use HealthEvents in a stack of that region; the topic may be in any');
    const stack = Stack.of(this);
    if (!service) {
      // Standalone tasks end when they are done; only what belongs to a service should run on.
      return { clusterArn: cluster.clusterArn, groups: [{ prefix: 'service:' }], services: [{ prefix: this.serviceArn(stack, cluster, '') }] };
    }
    // Without a reference to the service, the rule exists before it, and misses nothing of its first deployment.
    const name = declaredServiceName(service);
    return {
      clusterArn: cluster.clusterArn,
      groups: [`service:${name ?? service.serviceName}`],
      services: [name ? this.serviceArn(stack, cluster, name) : service.serviceArn],
    };
  }

  /** EventBridge delivers events where they happen: the region is the rule's own. */
  private serviceArn(stack: Stack, { clusterName }: ICluster, name: string): string {
    return stack.formatArn({ service: 'ecs', resource: 'service', resourceName: `${clusterName}/${name}`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  }

  private quietSeconds(quietPeriod = Duration.minutes(5)): number {
    if (quietPeriod.isUnresolved()) {
      fail('quietPeriod is not known at synthesis', 'a token', 'a number', 'pass a plain Duration', this.node.path);
    }
    const seconds = quietPeriod.toSeconds({ integral: false });
    if (seconds > 3_600) {
      fail('quietPeriod is out of range', quietPeriod.toHumanString(), '0 to 60 minutes', 'pass a shorter one: a function forgets', this.node.path);
    }
    return seconds;
  }
}
