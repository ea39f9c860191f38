import type { Duration } from 'aws-cdk-lib';
import type { HealthCheck, OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import type { HealthDependency } from './health-dependency';
import type { HealthEndpoint } from './health-endpoint';

/** How an application tries to recover before it reports that it is down. */
export interface InAppRecovery {
  /** Number of attempts, 1–10. */
  readonly attempts: number;
  /** Time from one attempt to the next, and from the last one until it reports that it is down. */
  readonly interval: Duration;
}

/** What a service promises about its health. */
export interface HealthContractProps {
  /**
   * Port that the container listens on, 1–65535. Required unless liveness is a command.
   * @default - none: a worker
   */
  readonly port?: number;

  /**
   * Answers "would a restart help?": minimal, without dependencies. The container check uses it.
   * `HealthEndpoint.command([...])` makes the contract that of a worker, which listens on no port.
   */
  readonly liveness: HealthEndpoint;

  /**
   * Answers "may it get traffic?". The load balancer uses it.
   * @default - the liveness endpoint
   */
  readonly readiness?: HealthEndpoint;

  /**
   * The slowest normal boot, from start of the container to the first healthy answer: at most 2,147,483,047 seconds.
   *
   * The container check covers up to 300 seconds itself (`startPeriod`). A longer boot needs the service's grace period, which ECS applies
   * to the container check as well: `LayeredHealth` sets it, and so do `ContainerHealth` and `TargetGroupHealth` with `service`.
   * No other container of the task may then wait for this one to be HEALTHY.
   * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
   */
  readonly startup: Duration;

  /**
   * The longest request worth finishing when a task stops: at most 3600 seconds. Of a worker the longest piece of work, which it finishes
   * after SIGTERM: at most 120 seconds together with `shutdown`.
   */
  readonly longestRequest: Duration;

  /**
   * What the process needs after SIGTERM: at most 120 seconds.
   * @default Duration.seconds(30)
   */
  readonly shutdown?: Duration;

  /**
   * How soon the load balancer and the verifier must detect a fault; of a worker, ECS and the verifier.
   * @default - 75 seconds (worker: 165 seconds), or the least that timeouts and `inAppRecovery` allow
   */
  readonly detectWithin?: Duration;

  /**
   * What the service needs and cannot repair by restarting.
   * @default - none
   */
  readonly dependencies?: HealthDependency[];

  /**
   * How many tasks have to serve, at most as many as are desired: with fewer, for longer than a replacement takes at worst, people are told
   * whatever the cause is, deployments included. 1 to 10,000.
   * @default 1
   */
  readonly minimumServing?: number;

  /**
   * Ports of the container that nothing may accept connections on, such as a debugger's.
   * @default - none
   */
  readonly closedPorts?: number[];

  /**
   * How the application tries to recover; the container check does not fail before that time is over.
   * @default - it does not
   */
  readonly inAppRecovery?: InAppRecovery;
}

/** Which endpoint the container check probes, on which operating system, and what happens before SIGTERM. */
export interface ContainerCheckOptions {
  /**
   * Check the readiness endpoint instead of liveness. Only for a service of one task without load balancer: with one, the task fails
   * readiness while it drains, and ECS would kill it.
   * @default false
   */
  readonly containerCheckUsesReadiness?: boolean;

  /**
   * Whether a load balancer drains the task before SIGTERM. Without one, and when Fargate Spot is interrupted, SIGTERM comes first, and
   * the stop timeout must cover `longestRequest` as well.
   * @default true
   */
  readonly drainsFirst?: boolean;

  /**
   * Operating system of the container. `wget` and `bashTcp` are refused on Windows, where they do not run.
   * @default - Linux; `ContainerHealth` and `LayeredHealth` read it from the task definition
   */
  readonly operatingSystem?: OperatingSystemFamily;
}

/** What a health contract gives to `addContainer`. */
export interface ContainerHealthOptions {
  /** The container check. */
  readonly healthCheck: HealthCheck;
  /** Time from SIGTERM to SIGKILL. */
  readonly stopTimeout: Duration;
}
