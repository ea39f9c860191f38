import type { Duration } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { AlertOptions } from '../aws/alert-options';
import type { FrontDoor } from '../contract/health-dependency';
import type { ServiceVerification } from '../verification/service-verification';

/**
 * How ECS itself deploys a service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export enum DeploymentStrategy {
  /** Tasks are replaced some at a time. ECS calls no hooks. */
  ROLLING = 'ROLLING',
  /** All traffic is shifted at once, from the old revision to the new one. */
  BLUE_GREEN = 'BLUE_GREEN',
  /** Traffic is shifted in equal steps. */
  LINEAR = 'LINEAR',
  /** A small share of traffic is shifted first. */
  CANARY = 'CANARY',
}

/** What happens to a deployment that could not be verified. */
export enum WhenUnverified {
  /** ECS rolls it back: what was not verified gets no traffic. */
  ROLL_BACK = 'ROLL_BACK',
  /** The deployment continues, and an alert is sent. For services that must be deployable even while they cannot be verified. */
  CONTINUE = 'CONTINUE',
}

/** What a deployment must pass. */
export interface DeploymentGateOptions {
  /**
   * How ECS deploys the service.
   * @default - the strategy of the service, where the version of aws-cdk-lib knows strategies; else DeploymentStrategy.ROLLING
   */
  readonly strategy?: DeploymentStrategy;

  /**
   * The test listener, through which the new tasks are probed once all test traffic is routed to them. Not with
   * DeploymentStrategy.ROLLING.
   * @default - the new tasks are probed only directly
   */
  readonly testListener?: FrontDoor;

  /**
   * How many verifications in a row must find every new task healthy before a stage is passed, and how many must find one at fault before
   * the deployment is refused: 1–10.
   * @default 3
   */
  readonly consecutiveVerifications?: number;

  /**
   * Time from one verification to the next: 5–300 seconds.
   * @default Duration.seconds(15)
   */
  readonly interval?: Duration;

  /**
   * What happens to a deployment that could not be verified within the contract's startup and the time for the verifications.
   * @default WhenUnverified.ROLL_BACK
   */
  readonly whenUnverified?: WhenUnverified;

  /**
   * Who is alerted when a deployment is refused. A failed rolling deployment is an event of ECS, which `HealthEvents` sends.
   * @default - nobody: the reason is in the log of the gate and in the deployment's hook; with LayeredHealth its `alert`
   */
  readonly alert?: AlertOptions;

  /**
   * Add a deployment alarm: ECS rolls back when the verifier finds failing tasks in 2 of the last 3 minutes of a deployment. Turn it off
   * where tasks may fail during deployments, or where alarms of yours decide.
   * @default true
   */
  readonly deploymentAlarm?: boolean;
}

/** Which deployments the gate verifies, and how. */
export interface DeploymentGateProps extends DeploymentGateOptions {
  /** The verification of the service. Its target groups include the alternate one of a blue/green pair. */
  readonly verification: ServiceVerification;

  /** The service: one of this app, with the deployment controller ECS. */
  readonly service: BaseService;
}
