import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { ApplicationRecovery } from './application-recovery';
import type { HealthContract } from '../contract/health-contract';
import type { AlertFormat } from '../signals/alert-format';
import type { HealthAlarms } from '../signals/health-alarms';
import type { ServiceVerification } from '../verification/service-verification';

/** Whether recovery does anything. */
export enum RecoveryMode {
  /** It verifies, decides, and says what it would do. Its role may neither stop a task nor ask an application for anything. */
  OBSERVE = 'OBSERVE',

  /** It acts. */
  ACT = 'ACT',
}

/** Hours of every day in which recovery does nothing, UTC; over midnight where `end` is not later than `start`. */
export interface MaintenanceHours {
  /** `HH:MM`, included. */
  readonly start: string;
  /** `HH:MM`, not included. */
  readonly end: string;
}

/** How far recovery may go. */
export interface RecoveryOptions {
  /**
   * Whether it acts.
   * @default RecoveryMode.OBSERVE
   */
  readonly mode?: RecoveryMode;

  /**
   * How the application is asked to recover: as often, and as far apart, as `inAppRecovery` of the contract says.
   * @default - it is not asked
   */
  readonly application?: ApplicationRecovery;

  /**
   * How the application is asked to exit, so that the container's restart policy starts it again in the same task. It comes before a task is
   * stopped, and counts as a restart.
   * @default - it is not asked
   */
  readonly restartInPlace?: ApplicationRecovery;

  /**
   * Ask people before a task is stopped, and wait for their answer: from a minute to a day. The alert has the commands to answer with.
   * @default - nobody is asked
   */
  readonly approvalWithin?: Duration;

  /**
   * Above this share of tasks that are down (0–1) nothing is done: the cause is common to them.
   * @default - `systemicShare` of the verifier
   */
  readonly maxAffectedShare?: number;

  /**
   * Tasks that must be healthy beside the one that is restarted. 0 also allows restarting the only task of a service.
   * @default - what the service's `minimumHealthyPercent` keeps of its desired tasks, at least 1, and at most all others
   */
  readonly minHealthyTasks?: number;

  /**
   * How many tasks of the service are restarted within `restartWindow`, 1–20. Each time that as many are needed within a day, the window
   * doubles.
   * @default 2
   */
  readonly maxRestarts?: number;

  /**
   * The window of `maxRestarts`: from 5 minutes to a day.
   * @default Duration.hours(1)
   */
  readonly restartWindow?: Duration;

  /**
   * When nothing is done.
   * @default - never
   */
  readonly maintenance?: MaintenanceHours[];

  /**
   * A parameter whose value `off` stops all acts at once. One that cannot be read does as well.
   * @default - one that the recoveries of a stack share, whose value is `on`
   */
  readonly killSwitch?: IStringParameter;

  /**
   * Where Step Functions logs every event of the executions.
   * @default - their history is kept for 90 days, and not logged beside it
   */
  readonly logGroup?: ILogGroup;
}

/** What is recovered, and how far it may go. */
export interface StagedRecoveryProps extends RecoveryOptions {
  /** The verification of the service. */
  readonly verification: ServiceVerification;

  /** Its alarms: `restartWouldHelp` starts recovery. */
  readonly alarms: HealthAlarms;

  /** What the service promises; every wait is a figure of its budget. */
  readonly contract: HealthContract;

  /** The service. */
  readonly service: IBaseService;

  /** Who is told how each recovery ended; not a FIFO topic. */
  readonly alertTopic: ITopic;

  /**
   * How messages are written.
   * @default AlertFormat.TEXT
   */
  readonly alertFormat?: AlertFormat;

  /**
   * Name of the part that the contract is about, of a service with several.
   * @default - the contract is about the service as a whole
   */
  readonly part?: string;

  /**
   * The container that answers the checks.
   * @default - the task definition's default container
   */
  readonly container?: ContainerDefinition;

  /**
   * Security groups of the tasks of an imported service, in which the ports of `application` and `restartInPlace` are opened to the prober.
   * @default - those of the service; of an imported one nothing is opened
   */
  readonly securityGroups?: ISecurityGroup[];
}
