import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { ApplicationRecovery } from './application-recovery';
import type { AlertOptions } from '../aws/alert-options';
import type { HealthContract } from '../contract/health-contract';
import type { HealthAlarms } from '../signals/health-alarms';
import type { ServiceVerification } from '../verification/service-verification';

/** Whether recovery acts. */
export enum RecoveryMode {
  /** It verifies, decides, and alerts what it would do. Its role may neither stop a task nor send a request to an application. */
  OBSERVE = 'OBSERVE',

  /** It acts. */
  ACT = 'ACT',
}

/** Hours of every day, UTC, in which recovery does nothing; past midnight where `end` is earlier than `start`. */
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
   * How the application is requested to recover: as often, and as far apart, as `inAppRecovery` of the contract says.
   * @default - no request is sent
   */
  readonly application?: ApplicationRecovery;

  /**
   * How the application is requested to exit, so that the container's restart policy starts it again in the same task. It comes before a
   * task is stopped, and counts as a restart.
   * @default - no request is sent
   */
  readonly restartInPlace?: ApplicationRecovery;

  /**
   * Ask for approval before a task is stopped, and wait this long for an answer: 1 minute to 1 day. The alert contains the commands to
   * answer with. Without an answer, the task is not stopped.
   * @default - no approval is needed
   */
  readonly approvalWithin?: Duration;

  /**
   * Above this share of tasks that are down, nothing is done, because they have a common cause: above 0, at most 1.
   * @default - `systemicShare` of the verifier
   */
  readonly maxAffectedShare?: number;

  /**
   * Tasks that must be healthy beside the one that is restarted; 0 allows restarting the only task of a service.
   * @default - what the service's `minimumHealthyPercent` keeps of its desired tasks, at least 1, and at most all others
   */
  readonly minHealthyTasks?: number;

  /**
   * How many restarts of tasks of the service are allowed within `restartWindow`, 1–20. Each time that as many are needed within a day, the
   * window doubles.
   * @default 2
   */
  readonly maxRestarts?: number;

  /**
   * The window of `maxRestarts`: 5 minutes to 1 day.
   * @default Duration.hours(1)
   */
  readonly restartWindow?: Duration;

  /**
   * When recovery does nothing.
   * @default - never
   */
  readonly maintenance?: MaintenanceHours[];

  /**
   * A parameter whose value `off` stops everything that recovery does, and so does a parameter that cannot be read.
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

  /** The service's health contract; every wait is a figure of its budget. */
  readonly contract: HealthContract;

  /** The service. */
  readonly service: IBaseService;

  /** Who is alerted how each recovery ended, and asked for approval. */
  readonly alert: AlertOptions;

  /**
   * Name of the contract, of a service with several.
   * @default - the contract is about the service as a whole
   */
  readonly contractName?: string;

  /**
   * The container that answers the checks.
   * @default - the task definition's default container
   */
  readonly container?: ContainerDefinition;

  /**
   * Security groups of the tasks of an imported service, in which the ports of `application` and `restartInPlace` are opened to the prober.
   * @default - those of the service; none of an imported one
   */
  readonly securityGroups?: ISecurityGroup[];
}
