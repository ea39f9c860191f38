import { fail } from './errors';
import { CONTAINER_CHECK, STOP_TIMEOUT } from './limits';

/** What a contract promises, in whole seconds. */
export interface ContractSeconds {
  /** Nothing listens: there is no load balancer, and the container check is the only check. */
  readonly worker: boolean;
  readonly startup: number;
  readonly longestRequest: number;
  readonly shutdown: number;
  readonly detectWithin: number;
  /** Timeout that the liveness endpoint sets itself. */
  readonly livenessTimeout?: number;
  /** Timeout that the endpoint of the load balancer sets itself. */
  readonly readinessTimeout?: number;
  /** How long the application tries to recover before the container check may fail. */
  readonly inAppRecovery: number;
}

export interface ContainerSeconds {
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
  readonly stopTimeout: number;
  readonly undrainedStopTimeout: number;
}

interface TargetGroupSeconds {
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly deregistrationDelay: number;
}

interface VerificationSeconds {
  readonly rounds: number;
  readonly roundSpacing: number;
  readonly roundDeadline: number;
  readonly timeout: number;
}

/** Everything that follows from the promises, in whole seconds. */
export interface BudgetSeconds {
  readonly container: ContainerSeconds;
  /** Absent for a worker. */
  readonly targetGroup?: TargetGroupSeconds;
  readonly verification: VerificationSeconds;
}

/** A healthy endpoint answers within milliseconds; 5 s leaves room for a garbage collection or a cold cache. */
export const USUAL_TIMEOUT = 5;

/** One slow answer must not restart a task. */
export const USUAL_RETRIES = 3;

/** Default of detectWithin: one verification a minute with its usual deadline of 15 s. */
export const USUAL_DETECTION = 75;

/**
 * The same for a worker: ECS's own defaults (3 checks of 5 s, 30 s between them), then one verification a minute with its deadline of 10
 * s.
 */
export const USUAL_WORKER_DETECTION = 175;

/** Registration with an NLB takes minutes, in which the target is `initial` (aws-cdk #16675). */
export const NETWORK_REGISTRATION = 180;

/** A run ends within its minute, and a round under 10 s would be mostly cold sockets and API calls. */
export const ROUNDS = [1, 2, 3, 4, 5, 6];

/** Time for reading ECS and the load balancer, and for calling the prober, on top of the probes of one round. */
export const ROUND_OVERHEAD = 5;

/** Startup and end of a container, the same for services and workers. */
export function stopping({
  startup,
  shutdown,
  longestRequest,
  worker,
}: ContractSeconds): Pick<ContainerSeconds, 'startPeriod' | 'stopTimeout' | 'undrainedStopTimeout'> {
  const { min, max } = STOP_TIMEOUT;
  const undrainedStopTimeout = Math.min(max, Math.max(min, longestRequest + shutdown));
  const startPeriod = Math.min(startup, CONTAINER_CHECK.startPeriod.max);
  return { startPeriod, stopTimeout: worker ? undrainedStopTimeout : Math.max(min, shutdown), undrainedStopTimeout };
}

/** The container check cannot wait as long as the application recovers itself. */
export function failRecovery(seconds: number): never {
  const { retries, interval } = CONTAINER_CHECK;
  return fail({
    what: 'ECS would replace the task while the application still recovers itself',
    got: `${seconds} s of recovery and detection`,
    allowed: `at most ${interval.max * (retries.max - 1)} s (${retries.max} checks, ${interval.max} s apart)`,
    fix: 'shorten inAppRecovery or detectWithin',
  });
}

/** The longest time between the starts of two verifications: within a minute each starts up to a tenth of the spacing early or late. */
export function longestGap(rounds: number): number {
  return rounds === 1 ? 60 : Math.ceil(1.2 * 60 / rounds);
}
