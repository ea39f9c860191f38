import type { Random } from './random';
import type { BudgetSeconds } from '../../src/contract/budget-seconds';
import { deriveBudget, leastDetection } from '../../src/contract/derive-budget';
import { afterBoot, gracePeriods } from '../../src/contract/grace-period';
import type { Plan } from '../../src/shared/plan';

/** A service as its authors have configured it: the contract's numbers, and what ECS and the load balancer do with them. */
export interface Terms {
  readonly plan: Plan;
  readonly budget: BudgetSeconds;
  /** Whether ECS checks the container from inside. */
  readonly isChecked: boolean;
  readonly loadBalancer?: 'ALB' | 'NLB';
  /** Tasks that are desired. */
  readonly desired: number;
  readonly zones: readonly string[];
  readonly overTls: boolean;
  /** Whether the load balancer's check asks the readiness endpoint; else it only connects (TCP). */
  readonly asksReadiness: boolean;
  /** Whether a container check waits its interval after a check has ended, as Docker does, or from start to start. */
  readonly waitsAfterCheck: boolean;
  /** Whether a replacement may start before what it replaces ends: maximumPercent. */
  readonly hasHeadroom: boolean;
  readonly graceSeconds: number;
  /** Seconds in which an NLB registers a target. */
  readonly registrationSeconds: number;
  readonly hasDependency: boolean;
  /** Whether the verifier asks what the load balancer asks. */
  readonly knowsOwnCheck: boolean;
}

const TARGET_GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef';

/** What a service may look like; `wanted` fixes what a cause needs. */
export function drawTerms(random: Random, wanted: Partial<Terms> & { readonly isWorker?: boolean }): Terms {
  const isWorker = wanted.isWorker ?? random.chance(0.06);
  const startup = random.pick([15, 30, 60, 120, 240]);
  const drawn = {
    worker: isWorker,
    startup,
    longestRequest: random.pick([5, 15, 30, 60]),
    shutdown: random.pick([5, 10, 30]),
    detectWithin: isWorker ? 175 : random.pick([75, 75, 90, 120]),
    inAppRecovery: random.pick([0, 0, 60, 120]),
    ...random.chance(0.3) ? { livenessTimeout: random.integer(1, 3) } : {},
  };
  const promises = { ...drawn, detectWithin: Math.max(drawn.detectWithin, leastDetection(drawn)) };
  const budget = deriveBudget(promises);
  const loadBalancer = isWorker
    ? undefined
    : 'loadBalancer' in wanted
      ? wanted.loadBalancer
      : random.pick(['ALB', 'ALB', 'NLB', undefined] as const);
  const grace = gracePeriods(promises, budget);
  const desired = wanted.desired ?? random.pick([1, 2, 2, 3, 3, 4, 6, 12]);
  const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'].slice(0, random.integer(1, 3));
  const hasReadiness = random.chance(0.8);
  const hasDependency = wanted.hasDependency ?? random.chance(0.4);
  const isChecked = isWorker || random.chance(0.75);
  const timeoutMs = budget.verification.timeout * 1000;
  const endpoint = { protocol: 'http' as const, path: '/live', timeoutMs };
  const replacement = (budget.targetGroup?.deregistrationDelay ?? 0) + budget.container.stopTimeout + startup;
  const { container, targetGroup } = budget;
  const plan: Plan = {
    version: 1,
    service: { cluster: 'prod', name: 'orders', container: 'app' },
    ...isWorker
      ? { worker: { verdictSeconds: container.interval * container.retries + container.timeout } }
      : { port: 8080, liveness: endpoint, ...hasReadiness ? { readiness: { ...endpoint, path: '/ready' } } : {} },
    targetGroups: loadBalancer ? [TARGET_GROUP] : [],
    dependencies: hasDependency ? [{ name: 'db', host: 'db.internal', port: 5432, endpoint: { protocol: 'tcp', timeoutMs: 3000 } }] : [],
    timing: {
      startupSeconds: startup,
      ...grace.container === undefined ? {} : { containerSeconds: grace.container },
      replacementSeconds: replacement,
      drainSeconds: replacement - startup,
      container: {
        failsSeconds: container.interval * container.retries + container.timeout,
        recoversSeconds: container.interval + container.timeout,
      },
      ...targetGroup ? {
        target: {
          failsSeconds: targetGroup.interval * targetGroup.unhealthyThreshold + targetGroup.timeout,
          recoversSeconds: targetGroup.interval * targetGroup.healthyThreshold + targetGroup.timeout,
        },
      } : {},
      // Two replacements and the first checks, as src/verification/deployment-time.ts reckons for a rolling deployment.
      deploymentSeconds: Math.max(900, 3 * replacement + afterBoot(promises, budget)),
      rounds: 1,
      roundSpacingSeconds: 60,
      roundDeadlineMs: 15_000,
    },
    systemicShare: 0.5,
    minimumServing: 1,
  };
  return {
    plan,
    budget,
    desired,
    zones,
    isChecked,
    ...loadBalancer ? { loadBalancer } : {},
    overTls: random.chance(0.3),
    asksReadiness: loadBalancer === 'ALB' || random.chance(0.3),
    waitsAfterCheck: random.chance(0.5),
    hasHeadroom: random.chance(0.7),
    graceSeconds: loadBalancer === 'NLB' ? grace.networkTarget : loadBalancer ? grace.target : grace.container ?? 0,
    registrationSeconds: loadBalancer === 'NLB' ? random.integer(30, 150) : 0,
    hasDependency,
    knowsOwnCheck: random.chance(0.7),
    ...withoutWorker(wanted),
  };
}

function withoutWorker({ isWorker, ...terms }: Partial<Terms> & { readonly isWorker?: boolean }): Partial<Terms> {
  return terms;
}
