/**
 * What decides when a service's layers act, with AWS's effective defaults. Times are seconds; **NaN is what only the deployment knows**:
 * whatever is calculated from it is unknown too.
 */
export interface ServiceSettings {
  /** Logical id. */
  readonly name: string;
  /** Template in which the service stands, as it was read. */
  readonly template: string;
  readonly constructPath?: string;
  /** The container that answers the checks. */
  readonly container: ContainerSettings;
  /** Of several the one that notices last; absent where no load balancer sends requests. */
  readonly targetGroup?: TargetGroupSettings;
  /** How long ECS ignores failing checks of a new task; 0 where the template says nothing. */
  readonly gracePeriod: number;
  /** Whether the percentages leave room for a replacement before the old task is stopped. */
  readonly startsFirst: boolean;
  readonly route53?: Route53Settings;
  readonly verifier?: VerifierSettings;
}

export interface ContainerSettings {
  readonly port?: number;
  /** Absent where ECS checks nothing. */
  readonly check?: ContainerCheckSettings;
  /** From SIGTERM to SIGKILL. */
  readonly stopTimeout: number;
}

export interface ContainerCheckSettings {
  /** Empty where only the deployment knows all of it. */
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  /** 0: none. */
  readonly startPeriod: number;
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
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthyThreshold: number;
  readonly deregistrationDelay: number;
}

/** A health check of the endpoint in front of the tasks. */
export interface Route53Settings {
  readonly interval: number;
  readonly failureThreshold: number;
  /** The longest that a checker waits for an answer. */
  readonly timeout: number;
}

export interface VerifierSettings {
  /** Looks a minute. */
  readonly rounds: number;
  readonly roundDeadline: number;
  /** The slowest normal boot that its contract promises. */
  readonly startup: number;
}
