import { Duration } from 'aws-cdk-lib';
import { monthlyCost } from './budget-cost';
import { explainBudget } from './budget-explanation';
import { BudgetSeconds, deriveBudget, longestGap, Promises, worstDetection } from './budget-seconds';
import type { ContainerCheckBudget, ProbeLoad, TargetGroupBudget, VerificationBudget, WorstCases } from './budget-values';

/** Registration with an NLB takes minutes, in which the target is `initial` (aws-cdk #16675). */
const NETWORK_REGISTRATION = 180;

/** Default alarms look at three minutes and want two of them, and CloudWatch takes up to a minute to evaluate. */
const ALARM = 3 * 60;

const DAY = 24 * 3600;

/**
 * Every number that follows from a health contract, with the reason for it.
 */
export class HealthBudget {
  /**
   * The budget of these promises.
   * @internal users call `contract.budget`
   */
  public static _of(promises: Promises, endpoints: number): HealthBudget {
    return new HealthBudget(deriveBudget(promises), promises, endpoints);
  }

  /** Settings of the ECS container check. */
  public readonly container: ContainerCheckBudget;
  /** Settings of the target group and of the service's grace period. */
  public readonly targetGroup: TargetGroupBudget;
  /** How the verifier looks. */
  public readonly verification: VerificationBudget;
  /** The longest that things can take while every promise of the contract holds. */
  public readonly worstCases: WorstCases;
  /** The soonest after a fault that ECS can begin to replace the task because of its container check. */
  public readonly earliestContainerKill: Duration;
  /** Drain, stop and startup together: nobody judges a replacement before that. */
  public readonly replacement: Duration;
  /** Probes that reach one task in a day. */
  public readonly probesPerTaskAndDay: ProbeLoad;
  /** Estimate of what verification adds for one service, USD a month at us-east-1's list prices without free tiers. */
  public readonly monthlyCost: number;

  private readonly explanation: string;

  private constructor(seconds: BudgetSeconds, promises: Promises, endpoints: number) {
    const { container, targetGroup, verification } = seconds;
    const { startup } = promises;
    const firstCheck = targetGroup.interval + targetGroup.timeout;
    const replacement = targetGroup.deregistrationDelay + container.stopTimeout + startup;
    const containerKill = container.interval * container.retries + container.timeout;
    const verifierDetection = longestGap(verification.rounds) + verification.roundDeadline;

    this.container = {
      ...durations(container, 'interval', 'timeout', 'startPeriod', 'stopTimeout'),
      retries: container.retries,
    };
    this.targetGroup = {
      ...durations(targetGroup, 'interval', 'timeout', 'deregistrationDelay'),
      healthyThreshold: targetGroup.healthyThreshold,
      unhealthyThreshold: targetGroup.unhealthyThreshold,
      gracePeriod: Duration.seconds(startup + firstCheck),
      networkGracePeriod: Duration.seconds(startup + firstCheck + NETWORK_REGISTRATION),
    };
    this.verification = {
      ...durations(verification, 'roundSpacing', 'roundDeadline', 'timeout'),
      rounds: verification.rounds,
    };
    this.earliestContainerKill = Duration.seconds(container.interval * (container.retries - 1));
    this.replacement = Duration.seconds(replacement);
    this.worstCases = {
      detection: Duration.seconds(Math.max(worstDetection(targetGroup), verifierDetection)),
      trafficRemoved: Duration.seconds(worstDetection(targetGroup)),
      peopleTold: Duration.seconds(verifierDetection + ALARM),
      containerKill: Duration.seconds(containerKill),
      taskReplaced: Duration.seconds(containerKill + replacement + firstCheck),
      deployment: Duration.seconds(replacement + firstCheck),
    };
    this.probesPerTaskAndDay = probeLoad(seconds, endpoints);
    this.monthlyCost = monthlyCost(verification.rounds, verification.roundSpacing);
    this.explanation = explainBudget(this, promises);
  }

  /** Every number with its reason, the worst cases, the load and the cost, as text for a person. */
  public explain(): string {
    return this.explanation;
  }
}

function durations<T extends object, K extends keyof T>(seconds: T, ...keys: K[]): Record<K, Duration> {
  return Object.fromEntries(keys.map((key) => [key, Duration.seconds(seconds[key] as number)])) as Record<K, Duration>;
}

function probeLoad({ container, targetGroup, verification }: BudgetSeconds, endpoints: number): ProbeLoad {
  const nodes = 2;
  const fromContainer = Math.round(DAY / container.interval);
  const fromTargetGroup = Math.round(DAY / targetGroup.interval) * nodes;
  const fromVerifier = 24 * 60 * verification.rounds * endpoints;
  return { container: fromContainer, targetGroup: fromTargetGroup, verifier: fromVerifier, total: fromContainer + fromTargetGroup + fromVerifier };
}
