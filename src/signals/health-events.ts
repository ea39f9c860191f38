import { Annotations, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { IBaseService, ICluster } from 'aws-cdk-lib/aws-ecs';
import { EventField, type IRule, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { EventNotifier } from './event-notifier';
import { EventNotifyLevel } from './event-notify-level';
import { type EventLevels, type EventOrigin, eventPattern } from './event-pattern';
import type { HealthEventsProps } from './health-events-options';
import { alertsPlan } from '../aws/alerts-plan';
import { checkSameRegion } from '../aws/same-region';
import { declaredServiceName } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { requireDuration } from '../contract/require-duration';
import { DETAIL_TYPE, MAX_EVENT_AGE_SECONDS } from '../shared/notifier-request';

/**
 * Sends readable messages about the ECS events of a service, or of all services of a cluster: what happened, why, whether a restart
 * would help, and what happens next.
 *
 * Adds one rule; the notifier that it calls is shared.
 */
export class HealthEvents extends Construct {
  /** The rule that selects the events. */
  public readonly rule: IRule;
  /** The function that writes the messages, and its dead-letter queue. */
  public readonly notifier: EventNotifier;

  constructor(scope: Construct, id: string, props: HealthEventsProps) {
    checkArguments('HealthEvents', { scope, id, props });
    super(scope, id);
    const levels: EventLevels = {
      stoppedTasks: props.stoppedTasks ?? EventNotifyLevel.WHEN_IMPORTANT,
      serviceActions: props.serviceActions ?? EventNotifyLevel.WHEN_IMPORTANT,
      deployments: props.deployments ?? EventNotifyLevel.WHEN_IMPORTANT,
      hooks: props.hooks ?? EventNotifyLevel.WHEN_IMPORTANT,
      disconnectedAgents: props.disconnectedAgents ?? false,
    };
    const pattern = eventPattern(this.origin(props), levels)
      ?? fail({
        what: 'No event is sent',
        got: 'EventNotifyLevel.NEVER for every type',
        allowed: 'at least one other type',
        fix: 'leave HealthEvents out, or turn one of the types on',
        at: this.node.path,
      });
    if (props.service && levels.disconnectedAgents) {
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:AgentsOfTheCluster',
        'disconnectedAgents concerns the whole cluster: with several services of one cluster, each sends the same '
          + 'event. Turn it on once, in HealthEvents without service.',
      );
    }
    this.notifier = props.notifier ?? EventNotifier.forStack(this);
    this.notifier.allowPublish(this, props.alert.topic);
    if (props.verification) {
      if (!props.service) {
        fail({
          what: 'A verification belongs to one service',
          got: 'verification without service',
          allowed: 'both together',
          fix: 'pass service, or leave verification out',
          at: this.node.path,
        });
      }
      this.notifier.allowVerification(this, props.verification);
    }
    this.rule = new Rule(this, 'Rule', {
      description: 'ECS events that are sent to people',
      eventPattern: pattern,
      targets: [this.target(props, levels)],
    });
  }

  /** The CDK's own target would add a permission and a queue statement for each rule; the notifier allows all rules at once. */
  private target({ alert, quietPeriod, verification }: HealthEventsProps, levels: EventLevels): IRuleTarget {
    const types: [EventNotifyLevel, string][] = [
      [levels.stoppedTasks, DETAIL_TYPE.task],
      [levels.serviceActions, DETAIL_TYPE.action],
      [levels.deployments, DETAIL_TYPE.deployment],
      [levels.hooks, DETAIL_TYPE.hook],
    ];
    return {
      bind: () => ({
        arn: this.notifier.function.functionArn,
        deadLetterConfig: { arn: this.notifier.deadLetterQueue.queueArn },
        retryPolicy: { maximumRetryAttempts: 8, maximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS },
        input: RuleTargetInput.fromObject({
          ...alertsPlan(alert),
          always: types.filter(([level]) => level === EventNotifyLevel.ALWAYS).map(([, type]) => type),
          quietSeconds: this.quietSeconds(quietPeriod),
          ...verification ? { plan: verification.planName } : {},
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
      ?? fail({
        what: 'The cluster of the events is unknown',
        got: service ? `${service.node.path} (imported without its cluster)` : 'neither service nor cluster',
        allowed: 'a service that knows its cluster, or a cluster',
        fix: 'pass cluster',
        at: this.node.path,
      });
    checkSameRegion(this, 'EventBridge delivers ECS events only in the region where they happen', service ?? cluster,
      'use HealthEvents in a stack of that region; the topic may be in any region');
    const stack = Stack.of(this);
    if (!service) {
      // Standalone tasks end when they are done; only tasks of services should keep running.
      return {
        clusterArn: cluster.clusterArn,
        groups: [{ prefix: 'service:' }],
        services: [{ prefix: this.serviceArn(stack, cluster, '') }],
      };
    }
    // Without a reference to the service, the rule exists before it, and misses no event of its first deployment.
    const name = declaredServiceName(service);
    return {
      clusterArn: cluster.clusterArn,
      groups: [`service:${name ?? service.serviceName}`],
      services: [name ? this.serviceArn(stack, cluster, name) : service.serviceArn],
    };
  }

  /** EventBridge delivers events where they happen: the region is the rule's own. */
  private serviceArn(stack: Stack, { clusterName }: ICluster, name: string): string {
    return stack.formatArn({
      service: 'ecs',
      resource: 'service',
      resourceName: `${clusterName}/${name}`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private quietSeconds(quietPeriod = Duration.minutes(5)): number {
    return requireDuration({
      what: 'quietPeriod',
      value: quietPeriod,
      min: Duration.seconds(0),
      max: Duration.minutes(60),
      fix: 'pass Duration.minutes(5): the notifier remembers no longer than its Lambda environment lives',
      at: this.node.path,
    });
  }
}
