import type { Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { RecoveryMode } from './recovery-options';
import type { AlertOptions } from '../aws/alert-options';
import type { ServiceVerification } from '../verification/service-verification';

/** Which instances are recovered, and how far that may go. */
export interface InstanceRecoveryProps {
  /** The cluster whose EC2 instances are recovered. */
  readonly cluster: ICluster;

  /** Who is alerted about each drain, and about each that a guard stopped. Only in AlertFormat.TEXT. */
  readonly alert: AlertOptions;

  /**
   * Whether it acts.
   * @default RecoveryMode.OBSERVE
   */
  readonly mode?: RecoveryMode;

  /**
   * Verifications of the services on the instances. With them, an instance on which at least two tasks run, all of them down, is at fault
   * too.
   * @default - an instance is at fault only when ECS has lost its agent
   */
  readonly verifications?: ServiceVerification[];

  /**
   * Alarms of this region that start a recovery, such as `restartWouldHelp` of the services' `HealthAlarms`.
   * @default - only a lost agent starts one
   */
  readonly alarms?: IAlarm[];

  /**
   * For how long an instance must be at fault without interruption: 2 minutes to 1 hour. Agents reconnect several times an hour as part of
   * their normal operation.
   * @default Duration.minutes(10)
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
   */
  readonly after?: Duration;

  /**
   * Instances that must be healthy beside the one that is drained, 1–1000.
   * @default 1
   */
  readonly minHealthyInstances?: number;

  /**
   * How many instances are drained within a day, 1–10; never two at once.
   * @default 1
   */
  readonly maxDrainsPerDay?: number;

  /**
   * A parameter whose value `off` stops all drains, and so does a parameter that cannot be read.
   * @default - one that the recoveries of a stack share, whose value is `on`
   */
  readonly killSwitch?: IStringParameter;
}
