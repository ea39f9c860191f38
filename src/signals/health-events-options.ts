import type { Duration } from 'aws-cdk-lib';
import type { ICluster, IService } from 'aws-cdk-lib/aws-ecs';
import type { EventNotifier } from './event-notifier';
import type { EventNotifyLevel } from './event-notify-level';
import type { AlertOptions } from '../aws/alert-options';
import type { ServiceVerification } from '../verification/service-verification';

/** Which ECS events are sent to people. */
export interface HealthEventsOptions {
  /**
   * Stopped tasks of services: memory, health checks, images, secrets, capacity, exits, hosts. All are important but those of scale-in,
   * deployments, Spot interruptions, maintenance by AWS, and those that somebody stopped.
   * @default EventNotifyLevel.WHEN_IMPORTANT
   */
  readonly stoppedTasks?: EventNotifyLevel;

  /**
   * Actions of the service scheduler. Those that ECS marks WARN or ERROR are important, such as tasks that cannot be placed.
   * @default EventNotifyLevel.WHEN_IMPORTANT
   */
  readonly serviceActions?: EventNotifyLevel;

  /**
   * Deployments. Those that fail are important.
   * @default EventNotifyLevel.WHEN_IMPORTANT
   */
  readonly deployments?: EventNotifyLevel;

  /**
   * Lifecycle hooks of deployments. Those that wait for a decision, fail or time out are important.
   * @default EventNotifyLevel.WHEN_IMPORTANT
   */
  readonly hooks?: EventNotifyLevel;

  /**
   * Container instances whose agent is disconnected. Agents reconnect several times an hour as part of their normal operation, so turn
   * this on to find a fault rather than for every day. It concerns the whole cluster: turn it on once.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
   * @default false
   */
  readonly disconnectedAgents?: boolean;

  /**
   * For how long further events of the same kind and service are held back after one was sent, 0–60 minutes. The next message says how
   * many there were. The notifier remembers only as long as its Lambda environment lives: now and then an event is sent twice.
   * @default Duration.minutes(5)
   */
  readonly quietPeriod?: Duration;
}

/** Which ECS events are sent, and to whom. */
export interface HealthEventsProps extends HealthEventsOptions {
  /** Who is alerted. */
  readonly alert: AlertOptions;

  /**
   * The service whose events are sent; own or imported.
   *
   * A rule for a service whose name CloudFormation generates can only exist after the service. Events of its first deployment are sent only
   * where the service has a name of its own, or the rule is for the whole cluster.
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
   * The verification of the service: an important event starts a fresh verification, and the message includes its result. Only together
   * with `service`.
   * @default - an event is sent without a verification
   */
  readonly verification?: ServiceVerification;

  /**
   * The function that writes the messages.
   * @default - the one that all services of the stack share
   */
  readonly notifier?: EventNotifier;
}
