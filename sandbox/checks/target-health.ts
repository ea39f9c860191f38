/** States and reasons as DescribeTargetHealth gives them. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

export type TargetReason =
  | 'Elb.InitialHealthChecking'
  | 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks'
  | 'Target.DeregistrationInProgress';

/** Result of one check of a target. */
export interface TargetCheckResult {
  /** Absent when the check succeeded. */
  readonly reason?: TargetReason;
  /** One sentence, as the console shows it. */
  readonly description?: string;
}

/** How a load balancer turns results of checks into a target's health. */
export class TargetHealth {
  private currentState: TargetState = 'initial';
  private failure?: TargetCheckResult;
  private successes = 0;
  private failures = 0;

  constructor(private readonly healthyThreshold: number, private readonly unhealthyThreshold: number) {}

  get state(): TargetState {
    return this.currentState;
  }

  get reason(): TargetReason | undefined {
    switch (this.currentState) {
      case 'initial': return 'Elb.InitialHealthChecking';
      case 'draining': return 'Target.DeregistrationInProgress';
      case 'unhealthy': return this.failure?.reason;
      default: return undefined;
    }
  }

  get description(): string | undefined {
    switch (this.currentState) {
      case 'initial': return 'Initial health checks in progress';
      case 'draining': return 'Target deregistration is in progress';
      case 'unhealthy': return this.failure?.description;
      default: return undefined;
    }
  }

  /** Takes one result. A new target is let in by a single success; the healthy threshold is for one that comes back. */
  record(result: TargetCheckResult): TargetState {
    if (this.currentState === 'draining') {
      return this.currentState;
    }
    if (result.reason === undefined) {
      this.failures = 0;
      this.successes += 1;
      if (this.currentState === 'initial' || this.successes >= this.healthyThreshold) {
        this.currentState = 'healthy';
      }
    } else {
      this.successes = 0;
      this.failures += 1;
      this.failure = result;
      if (this.failures >= this.unhealthyThreshold) {
        this.currentState = 'unhealthy';
      }
    }
    return this.currentState;
  }

  /** Deregistration began: no result changes anything from here on. */
  drain(): void {
    this.currentState = 'draining';
  }
}
