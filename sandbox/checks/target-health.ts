/** States and reasons as DescribeTargetHealth gives them. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'unhealthy.draining' | 'unused' | 'draining' | 'unavailable';

export type TargetReason =
  | 'Elb.RegistrationInProgress' | 'Elb.InitialHealthChecking' | 'Elb.InternalError'
  | 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks'
  | 'Target.NotRegistered' | 'Target.NotInUse' | 'Target.DeregistrationInProgress' | 'Target.InvalidState' | 'Target.IpUnusable'
  | 'Target.HealthCheckDisabled';

/** Result of one check of a target. */
export interface TargetCheckResult {
  /** Absent when the check succeeded. */
  readonly reason?: TargetReason;
  /** One sentence, as the console shows it. */
  readonly description?: string;
}

/** What DescribeTargetHealth says of a target. */
export interface TargetVerdict extends TargetCheckResult {
  readonly state: TargetState;
}

const INITIAL: TargetVerdict = {
  state: 'initial', reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress',
};
const DRAINING: TargetVerdict = {
  state: 'draining', reason: 'Target.DeregistrationInProgress', description: 'Target deregistration is in progress',
};

/** How a load balancer turns results of checks into a target's health. */
export class TargetHealth {
  /** What the load balancer says whatever its checks found; a fault may set it. */
  public imposed?: TargetVerdict;
  private checked = INITIAL;
  private successes = 0;
  private failures = 0;

  constructor(private readonly healthyThreshold: number, private readonly unhealthyThreshold: number) {}

  public get state(): TargetState { return this.verdict.state; }
  public get reason(): TargetReason | undefined { return this.verdict.reason; }
  public get description(): string | undefined { return this.verdict.description; }

  /** Takes one result. A new target needs a single success; the healthy threshold applies to one that recovers. */
  public record(result: TargetCheckResult): TargetState {
    if (this.checked === DRAINING) {
      return this.state;
    }
    if (result.reason === undefined) {
      this.failures = 0;
      this.successes += 1;
      if (this.checked === INITIAL || this.successes >= this.healthyThreshold) {
        this.checked = { state: 'healthy' };
      }
    } else {
      this.successes = 0;
      this.failures += 1;
      if (this.failures >= this.unhealthyThreshold || this.checked.state === 'unhealthy') {
        this.checked = { ...result, state: 'unhealthy' };
      }
    }
    return this.state;
  }

  /** Deregistration began: no result changes anything from here on. */
  public drain(): void {
    this.checked = DRAINING;
    this.imposed = undefined;
  }

  private get verdict(): TargetVerdict {
    return this.imposed ?? this.checked;
  }
}
