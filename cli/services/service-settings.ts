import type { Quantity } from './quantity';
import type { Unknown } from '../../src/lint/value';

/**
 * What decides when the layers of a service act, with AWS's effective defaults. Times are in seconds; UNKNOWN is what only the deployment
 * knows.
 */
export interface ServiceSettings {
  /** Logical id. */
  readonly name: string;
  /** Template in which the service stands, as it was read. */
  readonly template: string;
  readonly constructPath?: string;
  /** The container that answers the checks. */
  readonly container: ContainerSettings;
  /** The slowest of several; absent where no load balancer sends requests. */
  readonly targetGroup?: TargetGroupSettings;
  /** Logical ids of the other ones; absent where there are none. */
  readonly otherTargetGroups?: readonly string[];
  /** How long ECS ignores failing checks of a new task; 0 where the template states nothing. */
  readonly gracePeriod: Quantity;
  /** Whether the percentages leave room for a replacement before the old task is stopped. */
  readonly startsFirst: boolean | Unknown;
  /** How a rolling deployment ends whose tasks never become healthy; absent for other deployments. */
  readonly deployment?: DeploymentSettings;
  /** Absent where no client finds the tasks by Cloud Map. */
  readonly cloudMap?: CloudMapSettings;
  readonly route53?: Route53Settings;
  readonly verifier?: VerifierSettings;
}

export interface DeploymentSettings {
  /** Failed tasks until the circuit breaker ends the deployment; absent where it is off. */
  readonly failures?: Quantity;
  /** Tasks that fail at the same time. */
  readonly atOnce: Quantity;
  /** Until CloudFormation gives it up. */
  readonly patience: Quantity;
}

export interface CloudMapSettings {
  /** Whether Cloud Map learns which tasks are unhealthy before they stop. */
  readonly knowsHealth: boolean;
  /** How long resolvers keep an answer. */
  readonly ttl: Quantity;
}

/** Another container that must be ready before a container starts. */
export interface DependencySettings {
  readonly name: string;
  /** The soonest and the latest that it is ready, from its own start. */
  readonly soonest: Quantity;
  readonly latest: Quantity;
}

export interface ContainerSettings {
  /** Its name; absent where only the deployment knows it. */
  readonly name?: string;
  readonly port?: number;
  /** Containers for which it waits, each of which waits for the one before it. */
  readonly waitsFor?: readonly DependencySettings[];
  /** Absent where ECS checks nothing. */
  readonly check?: ContainerCheckSettings;
  /** A check whose command succeeds whatever happens: it only states how long a start may take. */
  readonly idleCheck?: ContainerCheckSettings;
  /** From SIGTERM to SIGKILL. */
  readonly stopTimeout: Quantity;
}

export interface ContainerCheckSettings {
  /** Empty where only the deployment knows all of it. */
  readonly command: readonly string[];
  readonly interval: Quantity;
  readonly timeout: Quantity;
  readonly retries: Quantity;
  /** 0: none. */
  readonly startPeriod: Quantity;
}

export interface TargetGroupSettings {
  /** Whether it is the group of a Network Load Balancer, which takes minutes to register a target. */
  readonly network: boolean;
  /** Protocol of the check: `HTTP`, `HTTPS`, `TCP`; undefined while unknown. */
  readonly protocol?: string;
  readonly grpc: boolean;
  readonly path?: string;
  /** Port of the check where it is not that of the traffic. */
  readonly port?: number;
  readonly interval: Quantity;
  readonly timeout: Quantity;
  readonly unhealthyThreshold: Quantity;
  readonly healthyThreshold: Quantity;
  /** Codes that count as healthy, as the template writes them; absent: AWS's default. */
  readonly matcher?: string | Unknown;
  readonly deregistrationDelay: Quantity;
}

/** A health check of the endpoint in front of the tasks. */
export interface Route53Settings {
  readonly interval: Quantity;
  readonly failureThreshold: Quantity;
  /** The longest that a checker waits for a response. */
  readonly timeout: number;
}

export interface VerifierSettings {
  /** Rounds of probes in each minute. */
  readonly rounds: number;
  readonly roundDeadline: number;
  /** The slowest normal boot that its contract states. */
  readonly startup: number;
}
