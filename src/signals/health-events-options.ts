import type { Duration } from 'aws-cdk-lib';
import type { ICluster, IService } from 'aws-cdk-lib/aws-ecs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AlertFormat } from './alert-format';
import type { EventNotifier } from './event-notifier';
import type { TellEvents } from './tell-events';
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
