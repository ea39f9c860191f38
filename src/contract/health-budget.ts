import { Duration } from 'aws-cdk-lib';
import { monthlyCost } from './budget-cost';
import { explainBudget } from './budget-explanation';
import { type BudgetSeconds, longestGap, type ContractSeconds } from './budget-seconds';
import type { ContainerCheckBudget, ProbeLoad, TargetGroupBudget, VerificationBudget, WorstCases } from './budget-values';
import { deriveBudget } from './derive-budget';
import { fail } from './errors';
import { afterBoot, gracePeriods } from './grace-period';
import { containerProbesPerDay, targetGroupProbesPerDay } from './probe-load';
import { containerDetection, targetDetection } from './timing';

/** The default alarms evaluate 2 of the last 3 minutes, and CloudWatch takes up to a minute more. */
const ALARM = 3 * 60;

/**
 * Every number that follows from a health contract, with the reason for it.
 */
export class HealthBudget {
  /**
   * The budget of these promises.
   * @internal users call `contract.budget`
   */
  public static _of(promises: ContractSeconds, endpoints: number): HealthBudget {
    return new HealthBudget(deriveBudget(promises), promises, endpoints);
  }

  /** Settings of the ECS container check. */
  public readonly container: ContainerCheckBudget;
  /** How often and how long the verifier probes. */
  public readonly verification: VerificationBudget;
  /** The longest that things can take while every promise of the contract holds. */
  public readonly worstCases: WorstCases;
  /** The soonest after a fault that ECS can begin to replace the task because of its container check. */
  public readonly earliestContainerKill: Duration;
  /** Drain, stop and startup together: a replacement is not judged before that. */
  public readonly replacement: Duration;
  /** Probes that reach one task in a day. */
  public readonly probesPerTaskAndDay: ProbeLoad;
  /** Estimate of what verification adds for one service, USD a month at us-east-1's list prices without free tiers. */
  public readonly monthlyCost: number;

  private readonly ofTargetGroup?: TargetGroupBudget;
  private readonly explanation: string;

  private constructor(seconds: BudgetSeconds, promises: ContractSeconds, endpoints: number) {
    const { container, targetGroup, verification } = seconds;
    const { startup } = promises;
    const firstVerdict = afterBoot(promises, seconds);
    const grace = gracePeriods(promises, seconds);
    const replacement = (targetGroup?.deregistrationDelay ?? 0) + container.stopTimeout + startup;
    const containerKill = containerDetection(container).latest;
    // The verifier knows of a worker only what ECS has found by then.
    const ecsDetection = targetGroup ? 0 : containerKill;
    const verifierDetection = ecsDetection + longestGap(verification.rounds) + verification.roundDeadline;
    const trafficRemoved = targetGroup ? targetDetection(targetGroup).latest : 0;

    this.container = {
      ...durations(container, 'interval', 'timeout', 'startPeriod', 'stopTimeout', 'undrainedStopTimeout'),
      retries: container.retries,
      ...grace.container === undefined ? {} : { gracePeriod: Duration.seconds(grace.container) },
    };
    this.ofTargetGroup = targetGroup && {
      ...durations(targetGroup, 'interval', 'timeout', 'deregistrationDelay'),
      healthyThreshold: targetGroup.healthyThreshold,
      unhealthyThreshold: targetGroup.unhealthyThreshold,
      gracePeriod: Duration.seconds(grace.target),
      networkGracePeriod: Duration.seconds(grace.networkTarget),
    };
    this.verification = {
      ...durations(verification, 'roundSpacing', 'roundDeadline', 'timeout'),
      rounds: verification.rounds,
    };
    this.earliestContainerKill = Duration.seconds(containerDetection(container).soonest);
    this.replacement = Duration.seconds(replacement);
    this.worstCases = {
      detection: Duration.seconds(Math.max(trafficRemoved, verifierDetection)),
      trafficRemoved: Duration.seconds(trafficRemoved),
      alerted: Duration.seconds(verifierDetection + ALARM),
      containerKill: Duration.seconds(containerKill),
      taskReplaced: Duration.seconds(containerKill + replacement + firstVerdict),
      deployment: Duration.seconds(replacement + firstVerdict),
    };
    this.probesPerTaskAndDay = probeLoad(seconds, endpoints);
    this.monthlyCost = monthlyCost(verification.rounds, verification.roundSpacing, !promises.worker);
    this.explanation = explainBudget({ ...this, targetGroup: this.ofTargetGroup }, promises);
  }

  /**
   * Settings of the target group and of the service's grace period.
   * @throws for a worker, which gets no traffic
   */
  public get targetGroup(): TargetGroupBudget {
    return this.ofTargetGroup
      ?? fail({
        what: 'A worker has no target group',
        got: 'the budget of a contract whose liveness is a command',
        allowed: 'that of a contract with port and endpoint',
        fix: 'give the contract a port and an endpoint as liveness, or leave the target group out',
      });
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
  const fromContainer = containerProbesPerDay(container.interval);
  const fromTargetGroup = targetGroup ? targetGroupProbesPerDay(targetGroup.interval) : 0;
  const fromVerifier = targetGroup ? 24 * 60 * verification.rounds * endpoints : 0;
  return {
    container: fromContainer,
    targetGroup: fromTargetGroup,
    verifier: fromVerifier,
    total: fromContainer + fromTargetGroup + fromVerifier,
  };
}
