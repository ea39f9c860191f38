import type { Duration } from 'aws-cdk-lib';

/** Settings of the ECS container check. */
export interface ContainerCheckBudget {
  /** Time from one check to the next. */
  readonly interval: Duration;
  /** How long one check may take. */
  readonly timeout: Duration;
  /** Failures in a row before ECS calls the container UNHEALTHY and replaces its task. */
  readonly retries: number;
  /** Time after start in which failures do not count: startup, up to the 300 seconds that ECS allows. */
  readonly startPeriod: Duration;
  /**
   * Grace period that the service needs where startup is longer than 300 seconds, with or without a load balancer: startup and one check.
   * From the end of the start period on ECS may call the container UNHEALTHY; the service ignores that until the grace period ends.
   * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
   * @default - none: startPeriod covers startup
   */
  readonly gracePeriod?: Duration;
  /** Time from SIGTERM to SIGKILL of a task that a load balancer drains first; a worker's covers its work as well. */
  readonly stopTimeout: Duration;
  /**
   * The same where SIGTERM comes first, without a load balancer or on Fargate Spot: it covers longestRequest as well, up to ECS's 120
   * seconds.
   */
  readonly undrainedStopTimeout: Duration;
}

/** Settings of the target group and of the service's grace period. */
export interface TargetGroupBudget {
  /** Time from one check to the next, of every load-balancer node. */
  readonly interval: Duration;
  /** How long one check may take. */
  readonly timeout: Duration;
  /**
   * Successes in a row before an unhealthy target gets traffic again, also one that failed while its task booted; a new one needs a single
   * success.
   */
  readonly healthyThreshold: number;
  /** Failures in a row before traffic stops. */
  readonly unhealthyThreshold: number;
  /** How long a deregistered target may finish requests. */
  readonly deregistrationDelay: Duration;
  /** How long ECS ignores failing checks of a new task behind an ALB. */
  readonly gracePeriod: Duration;
  /** The same behind an NLB, which takes minutes to register a target. */
  readonly networkGracePeriod: Duration;
}

/** How often and how long the verifier probes. */
export interface VerificationBudget {
  /** Verifications per minute. */
  readonly rounds: number;
  /** Time from the start of one verification to the start of the next. */
  readonly roundSpacing: Duration;
  /** How long one verification may take. */
  readonly roundDeadline: Duration;
  /** How long one check may take. */
  readonly timeout: Duration;
}

/** The longest that things can take while every promise of the contract holds. */
export interface WorstCases {
  /** From a fault to the moment when both the load balancer (of a worker: ECS) and the verifier have detected it. */
  readonly detection: Duration;
  /** From a fault to the moment when new requests are sent to other targets; zero for a worker, which gets none. */
  readonly trafficRemoved: Duration;
  /** From a fault to an alarm about it, with the default alarms: 2 of the last 3 minutes. */
  readonly alerted: Duration;
  /** From a fault to the moment when ECS begins to replace the task because of its container check. */
  readonly containerKill: Duration;
  /** From a fault that only a restart fixes to traffic on the replacement, the old task stopped first. */
  readonly taskReplaced: Duration;
  /** One batch of a rolling deployment: new tasks in service, old ones drained and stopped. */
  readonly deployment: Duration;
}

/** Probes that reach one task in a day. */
export interface ProbeLoad {
  /** From the container check. */
  readonly container: number;
  /** From the load balancer, with the two nodes of two Availability Zones. */
  readonly targetGroup: number;
  /** From the verifier: liveness and readiness. */
  readonly verifier: number;
  /** All of them. */
  readonly total: number;
}

/** All of a budget's values. */
export interface BudgetValues {
  /** Settings of the ECS container check. */
  readonly container: ContainerCheckBudget;
  /** Settings of the target group and of the service's grace period; a worker has none. */
  readonly targetGroup?: TargetGroupBudget;
  /** How often and how long the verifier probes. */
  readonly verification: VerificationBudget;
  /** The longest that things can take while every promise of the contract holds. */
  readonly worstCases: WorstCases;
  /** The soonest after a fault that ECS can begin to replace the task because of its container check. */
  readonly earliestContainerKill: Duration;
  /** Drain, stop and startup together: a replacement is not judged before that. */
  readonly replacement: Duration;
  /** Probes that reach one task in a day. */
  readonly probesPerTaskAndDay: ProbeLoad;
  /** Estimate of what verification adds for one service, USD a month at us-east-1's list prices without free tiers. */
  readonly monthlyCost: number;
}
