import type { Duration } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FrontDoor } from '../contract/health-dependency';
import type { AlertFormat } from '../signals/alert-format';
import type { ServiceVerification } from '../verification/service-verification';

/**
 * How ECS itself deploys a service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export enum GatedStrategy {
  /** Tasks are replaced some at a time. ECS calls no hooks. */
  ROLLING = 'ROLLING',
  /** All traffic is shifted at once, from the old revision to the new one. */
  BLUE_GREEN = 'BLUE_GREEN',
  /** Traffic is shifted in equal steps. */
  LINEAR = 'LINEAR',
  /** A small share of traffic is shifted first. */
  CANARY = 'CANARY',
}

/** What becomes of a deployment of which nothing could be found out, because no look could judge. */
export enum WhenUnverified {
  /** ECS rolls back: what was not verified gets no traffic. */
  ROLL_BACK = 'ROLL_BACK',
  /** The deployment goes on, and people are told. For those to whom a deployment at any time is worth more. */
  CONTINUE = 'CONTINUE',
}

/** How deployments have to prove themselves. */
export interface DeploymentGateOptions {
  /**
   * How ECS deploys the service.
   * @default - what the service says by now, where the version of aws-cdk-lib knows strategies; else GatedStrategy.ROLLING
   */
  readonly strategy?: GatedStrategy;

  /**
   * The test listener, through which the new tasks are asked once all test traffic goes to them. Not with GatedStrategy.ROLLING.
   * @default - there is none: the new tasks are asked directly only
   */
  readonly testListener?: FrontDoor;

  /**
   * How many looks in a row must find every new task well before a stage is passed, and how many must find one at fault before the
   * deployment is refused: 1–10.
   * @default 3
   */
  readonly looks?: number;

  /**
   * Time from one look to the next: 5–300 seconds.
   * @default Duration.seconds(15)
   */
  readonly interval?: Duration;

  /**
   * What becomes of a deployment that could not be judged until the longest startup of the contract and the looks are over.
   * @default WhenUnverified.ROLL_BACK
   */
  readonly whenUnverified?: WhenUnverified;

  /**
   * Who is told why a deployment was refused; not a FIFO topic. Failed rolling deployments are ECS's own events, told by `HealthEvents`.
   * @default - nobody: the reason is in the log of the gate and in the deployment's hook; with LayeredHealth its `alertTopic`
   */
  readonly alertTopic?: ITopic;

  /**
   * How the message is written.
   * @default AlertFormat.TEXT
   */
  readonly alertFormat?: AlertFormat;

  /**
   * Let ECS roll back when the verifier finds failing tasks in 2 of the last 3 minutes of a deployment: a deployment alarm.
   * @default true
   */
  readonly deploymentAlarm?: boolean;
}

/** Which deployments have to prove themselves, and how. */
export interface DeploymentGateProps extends DeploymentGateOptions {
  /** The verification of the service. Its target groups include the alternate one of a blue/green pair. */
  readonly verification: ServiceVerification;

  /** The service, one of this app, whose deployments ECS itself controls. */
  readonly service: BaseService;
}
