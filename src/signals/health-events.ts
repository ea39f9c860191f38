import { Annotations, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { IBaseService, ICluster } from 'aws-cdk-lib/aws-ecs';
import { EventField, IRule, IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { AlertFormat } from './alert-format';
import { EventNotifier } from './event-notifier';
import { EventOrigin, eventPattern, ToldEvents } from './event-pattern';
import type { HealthEventsProps } from './health-events-options';
import { DETAIL_TYPE, MAX_EVENT_AGE_SECONDS } from './notifier-request';
import { TellEvents } from './tell-events';
import { checkSameRegion } from '../aws/same-region';
import { declaredServiceName } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

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
    checkArguments('HealthEvents', { scope, id, props });
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
