import { Duration } from 'aws-cdk-lib';
import { USUAL_DETECTION, USUAL_WORKER_DETECTION, type ContractSeconds } from './budget-seconds';
import { checkArguments } from './check-arguments';
import type { IContainerProbe } from './container-probe';
import { validateContract } from './contract-checks';
import type { ContainerCheckOptions, ContainerHealthOptions, HealthContractProps, InAppRecovery } from './contract-options';
import { leastDetection } from './derive-budget';
import { describeContract } from './describe-contract';
import { durationRange } from './duration-range';
import { fail, locate } from './errors';
import { HealthBudget } from './health-budget';
import type { HealthDependency } from './health-dependency';
import type { HealthEndpoint } from './health-endpoint';
import { HealthProtocol } from './health-protocol';
import { requireDuration } from './require-duration';
import { requireInteger } from './require-integer';

/**
 * What a service promises about its health. The settings of every layer follow from it.
 *
 * @throws when a promise cannot be kept with what AWS allows, naming the value, the limit and a way out
 */
export class HealthContract {
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
  /** How many tasks have to serve. */
  public readonly minimumServing: number;
  /** The slowest normal boot. */
  public readonly startup: Duration;
  /** How the application tries to recover; undefined when it does not. */
  public readonly inAppRecovery?: InAppRecovery;
  /** Whether it is the contract of a worker: liveness is a command, and there is no port. */
  public readonly isWorker: boolean;

  private readonly listensOn?: number;
  /** How errors name the contract. */
  private readonly place: string;

  constructor(props: HealthContractProps) {
    const place = (this.place = describeContract(props));
    checkArguments('HealthContract', { props }, place);
    locate(place, () => validateContract(props));
    this.listensOn = props.port;
    this.isWorker = props.liveness.protocol === HealthProtocol.COMMAND;
    this.liveness = props.liveness;
    this.readiness = props.readiness;
    this.dependencies = [...props.dependencies ?? []];
    this.closedPorts = [...props.closedPorts ?? []];
    this.inAppRecovery = props.inAppRecovery;
    this.minimumServing = props.minimumServing ?? 1;
    const promises = locate(place, () => promisesOf(props));
    this.startup = Duration.seconds(promises.startup);
    this.budget = locate(place, () => HealthBudget._of(promises, props.readiness ? 2 : 1));
  }

  /**
   * Port that the container listens on.
   * @throws for a worker, which listens on none
   */
  public get port(): number {
    return this.listensOn ?? this.notOfAWorker('port');
  }

  /**
   * The endpoint that load balancers check: readiness, or liveness where it serves for both.
   * @throws for a worker, which gets no traffic
   */
  public get trafficEndpoint(): HealthEndpoint {
    return this.isWorker ? this.notOfAWorker('traffic endpoint') : (this.readiness ?? this.liveness);
  }

  /**
   * The container check and the stop timeout, for `addContainer({ ...contract.containerOptions(probe) })`. With a startup of more than 300
   * seconds the service needs `budget.container.gracePeriod` as well, which a container cannot set; `LayeredHealth` sets it.
   * @param probe the tool inside the image that checks the endpoint; left out for a worker, whose contract has the command
   * @param options which endpoint is checked, on which operating system, and what happens before SIGTERM
   */
  public containerOptions(probe?: IContainerProbe, options: ContainerCheckOptions = {}): ContainerHealthOptions {
    checkArguments('HealthContract.containerOptions', { probe, options }, this.place);
    const { interval, timeout, retries, startPeriod } = this.budget.container;
    return {
      healthCheck: { command: locate(this.place, () => this.checkCommand(probe, options)), interval, timeout, retries, startPeriod },
      stopTimeout: this.stopTimeout(options),
    };
  }

  /**
   * Time from SIGTERM to SIGKILL.
   * @param options what happens before SIGTERM
   */
  public stopTimeout(options: ContainerCheckOptions = {}): Duration {
    checkArguments('HealthContract.stopTimeout', { options }, this.place);
    const { stopTimeout, undrainedStopTimeout } = this.budget.container;
    return (options.drainsFirst ?? true) ? stopTimeout : undrainedStopTimeout;
  }

  private checkCommand(
    probe: IContainerProbe | undefined,
    { containerCheckUsesReadiness, operatingSystem }: ContainerCheckOptions,
  ): string[] {
    const { _command: command } = this.liveness;
    if (command) {
      if (probe || containerCheckUsesReadiness) {
        fail({
          what: 'The check of a worker is the command of its contract',
          got: probe ? 'a container probe' : 'containerCheckUsesReadiness',
          allowed: 'neither',
          fix: 'leave it out; the command is the liveness of the contract',
        });
      }
      return [...command];
    }
    if (!probe) {
      fail({
        what: 'A container check needs a tool that probes the endpoint',
        got: 'no probe',
        allowed: 'a probe',
        fix: 'pass one that the image has, e.g. ContainerProbe.curl()',
      });
    }
    return probe.command(
      containerCheckUsesReadiness ? this.trafficEndpoint : this.liveness,
      this.port,
      this.budget.container.timeout,
      operatingSystem,
    );
  }

  private notOfAWorker(what: string): never {
    fail({
      what: `A worker has no ${what}`,
      got: 'a contract whose liveness is a command',
      allowed: 'a contract with port and endpoint',
      fix: 'give the contract a port and an endpoint as liveness, or leave this layer out',
      at: this.place,
    });
  }
}

function promisesOf(props: HealthContractProps): ContractSeconds {
  // Each promise has limits of its own, which the budget knows.
  const exactly = (what: string, value: Duration) => requireDuration({
    what,
    value,
    ...durationRange({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    fix: `pass ${what} as Duration.seconds(…), because every other number follows from it`,
  });
  const seconds = (what: string, value: Duration) => Math.ceil(exactly(what, value));
  const { inAppRecovery } = props;
  if (inAppRecovery) {
    requireInteger({
      what: 'inAppRecovery.attempts',
      value: inAppRecovery.attempts,
      min: 1,
      max: 10,
      fix: 'leave inAppRecovery out when the application does not recover by itself',
      literal: true,
    });
  }
  const worker = props.liveness.protocol === HealthProtocol.COMMAND;
  const promises = {
    startup: seconds('startup', props.startup),
    longestRequest: seconds('longestRequest', props.longestRequest),
    shutdown: seconds('shutdown', props.shutdown ?? Duration.seconds(30)),
    livenessTimeout: props.liveness.timeout?.toSeconds(),
    readinessTimeout: (props.readiness ?? props.liveness).timeout?.toSeconds(),
    inAppRecovery: inAppRecovery ? inAppRecovery.attempts * seconds('inAppRecovery.interval', inAppRecovery.interval) : 0,
    worker,
    detectWithin: worker ? USUAL_WORKER_DETECTION : USUAL_DETECTION,
  };
  // Each promise is rounded to its strict side: detectWithin down, all others up.
  return {
    ...promises,
    detectWithin: props.detectWithin
      ? Math.floor(exactly('detectWithin', props.detectWithin))
      : leastDetection(promises),
  };
}
