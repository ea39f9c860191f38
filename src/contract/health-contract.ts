import { Duration, Token } from 'aws-cdk-lib';
import type { HealthCheck } from 'aws-cdk-lib/aws-ecs';
import { leastDetection, Promises } from './budget-seconds';
import type { IContainerProbe } from './container-probe';
import { fail } from './errors';
import { HealthBudget } from './health-budget';
import type { HealthDependency } from './health-dependency';
import type { HealthEndpoint } from './health-endpoint';

/** How an application tries to recover itself before it reports that it is down. */
export interface InAppRecovery {
  /** How often it tries, 1–10. */
  readonly attempts: number;
  /** Time from one attempt to the next, and from the last one to the verdict. */
  readonly interval: Duration;
}

/** What a service promises about its health. */
export interface HealthContractProps {
  /** Port that the container listens on, 1–65535. */
  readonly port: number;

  /** Answers "would a restart help?": minimal, without dependencies. The container check uses it. */
  readonly liveness: HealthEndpoint;

  /**
   * Answers "may it get traffic?". The load balancer uses it.
   * @default - the liveness endpoint
   */
  readonly readiness?: HealthEndpoint;

  /** The slowest normal boot, from start of the container to the first healthy answer: at most 300 seconds. */
  readonly startup: Duration;

  /** The longest request worth finishing when a task goes: at most 3600 seconds. */
  readonly longestRequest: Duration;

  /**
   * What the process needs after SIGTERM: at most 120 seconds.
   * @default Duration.seconds(30)
   */
  readonly shutdown?: Duration;

  /**
   * How soon a fault must be known to the load balancer and to the verifier.
   * @default - 75 seconds, or the least that the endpoints' timeouts allow
   */
  readonly detectWithin?: Duration;

  /**
   * What the service needs and cannot repair by restarting.
   * @default - none
   */
  readonly dependencies?: HealthDependency[];

  /**
   * Ports of the container that nothing may accept connections on, such as a debugger's.
   * @default - none
   */
  readonly closedPorts?: number[];

  /**
   * How the application tries to recover itself; no container kill comes before it had the time.
   * @default - it does not
   */
  readonly inAppRecovery?: InAppRecovery;
}

/** Which endpoint the container check asks. */
export interface ContainerCheckOptions {
  /**
   * Ask the readiness endpoint. Only for a service of one task without load balancer: a container check that
   * fails on readiness kills a task that drains.
   * @default false
   */
  readonly useReadiness?: boolean;
}

/** What a health contract gives to `addContainer`. */
export interface ContainerHealthOptions {
  /** The container check. */
  readonly healthCheck: HealthCheck;
  /** Time from SIGTERM to SIGKILL. */
  readonly stopTimeout: Duration;
}

/** One look a minute with a look's usual deadline of 15 s. */
const USUAL_DETECTION = 75;

/**
 * What a service promises about its health; the settings of every layer follow from it.
 *
 * @throws when a promise cannot be kept with what AWS allows, naming the value, the limit and a way out
 */
export class HealthContract {
  /** Port that the container listens on. */
  public readonly port: number;
  /** Answers "would a restart help?". */
  public readonly liveness: HealthEndpoint;
  /** Answers "may it get traffic?"; undefined when liveness serves for both. */
  public readonly readiness?: HealthEndpoint;
  /** What the service needs and cannot repair by restarting. */
  public readonly dependencies: HealthDependency[];
  /** Ports that nothing may accept connections on. */
  public readonly closedPorts: number[];
  /** Every number that follows from the contract. */
  public readonly budget: HealthBudget;
  /** The slowest normal boot. */
  public readonly startup: Duration;

  public constructor(props: HealthContractProps) {
    if (!Number.isInteger(props.port) || props.port < 1 || props.port > 65535) {
      fail('The port of a health contract is not a port', Token.isUnresolved(props.port) ? 'a token' : String(props.port), 'a whole number from 1 to 65535', 'pass the port that the container listens on');
    }
    this.port = props.port;
    this.liveness = props.liveness;
    this.readiness = props.readiness;
    this.dependencies = [...props.dependencies ?? []];
    this.closedPorts = checkClosedPorts(props);
    const promises = promisesOf(props);
    this.startup = Duration.seconds(promises.startup);
    this.budget = HealthBudget._of(promises, props.readiness ? 2 : 1);
  }

  /** What load balancers ask: readiness, or liveness where it serves for both. */
  public get trafficEndpoint(): HealthEndpoint {
    return this.readiness ?? this.liveness;
  }

  /**
   * The container check and the stop timeout, for `addContainer({ ...contract.containerOptions(probe) })`.
   * @param probe the tool inside the image that asks
   * @param options which endpoint it asks
   */
  public containerOptions(probe: IContainerProbe, options: ContainerCheckOptions = {}): ContainerHealthOptions {
    const { interval, timeout, retries, startPeriod, stopTimeout } = this.budget.container;
    const endpoint = options.useReadiness ? this.trafficEndpoint : this.liveness;
    return {
      healthCheck: { command: probe.command(endpoint, this.port, timeout), interval, timeout, retries, startPeriod },
      stopTimeout,
    };
  }
}

function checkClosedPorts({ closedPorts = [], port, liveness, readiness }: HealthContractProps): number[] {
  const needed = [port, liveness.port, readiness?.port];
  for (const closed of closedPorts) {
    if (!Number.isInteger(closed) || closed < 1 || closed > 65535) {
      fail('A closed port is not a port', String(closed), 'a whole number from 1 to 65535', 'pass the port that must be closed');
    }
    if (needed.includes(closed)) {
      fail('A closed port is needed by the contract itself', String(closed), 'a port that no endpoint uses', 'take it out of closedPorts');
    }
  }
  return [...closedPorts];
}

function promisesOf(props: HealthContractProps): Promises {
  const seconds = (name: string, duration: Duration, round: (value: number) => number = Math.ceil): number => {
    if (duration.isUnresolved()) {
      fail(`${name} must be known at synthesis, because every other number follows from it`, 'a token', 'a literal duration', `pass ${name} as Duration.seconds(…)`);
    }
    return round(duration.toSeconds({ integral: false }));
  };
  const { inAppRecovery } = props;
  if (inAppRecovery && (!Number.isInteger(inAppRecovery.attempts) || inAppRecovery.attempts < 1 || inAppRecovery.attempts > 10)) {
    fail('inAppRecovery.attempts is out of range', String(inAppRecovery.attempts), 'a whole number from 1 to 10', 'leave inAppRecovery out when the application does not recover itself');
  }
  const promises = {
    startup: seconds('startup', props.startup),
    longestRequest: seconds('longestRequest', props.longestRequest),
    shutdown: seconds('shutdown', props.shutdown ?? Duration.seconds(30)),
    livenessTimeout: props.liveness.timeout?.toSeconds(),
    readinessTimeout: (props.readiness ?? props.liveness).timeout?.toSeconds(),
    inAppRecovery: inAppRecovery ? inAppRecovery.attempts * seconds('inAppRecovery.interval', inAppRecovery.interval) : 0,
    detectWithin: USUAL_DETECTION,
  };
  // A promise is rounded to the strict side: the time to detect down, all others up.
  return { ...promises, detectWithin: props.detectWithin ? seconds('detectWithin', props.detectWithin, Math.floor) : leastDetection(promises) };
}
