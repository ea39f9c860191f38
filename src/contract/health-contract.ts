import { Duration } from 'aws-cdk-lib';
import { USUAL_DETECTION, USUAL_WORKER_DETECTION } from './budget-seconds';
import type { Promises } from './budget-seconds';
import { checkArguments } from './check-arguments';
import type { IContainerProbe } from './container-probe';
import { checkContract } from './contract-checks';
import { contractName } from './contract-name';
import type { ContainerCheckOptions, ContainerHealthOptions, HealthContractProps, InAppRecovery } from './contract-options';
import { leastDetection } from './derive-budget';
import { fail, locate } from './errors';
import { HealthBudget } from './health-budget';
import type { HealthDependency } from './health-dependency';
import type { HealthEndpoint } from './health-endpoint';

/**
 * What a service promises about its health; the settings of every layer follow from it.
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
  /** The slowest normal boot. */
  public readonly startup: Duration;
  /** How the application tries to recover; undefined when it does not. */
  public readonly inAppRecovery?: InAppRecovery;
  /** Whether it is the contract of a worker: liveness is a command, and there is no port. */
  public readonly isWorker: boolean;

  private readonly listensOn?: number;
  /** Which contract it is, as errors say it. */
  private readonly place: string;

  public constructor(props: HealthContractProps) {
    const place = this.place = contractName(props);
    checkArguments('HealthContract', { props }, place);
    locate(place, () => checkContract(props));
    this.listensOn = props.port;
    this.isWorker = props.liveness.protocol === 'command';
    this.liveness = props.liveness;
    this.readiness = props.readiness;
    this.dependencies = [...props.dependencies ?? []];
    this.closedPorts = [...props.closedPorts ?? []];
    this.inAppRecovery = props.inAppRecovery;
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
   * What load balancers ask: readiness, or liveness where it serves for both.
   * @throws for a worker, which gets no traffic
   */
  public get trafficEndpoint(): HealthEndpoint {
    return this.isWorker ? this.notOfAWorker('traffic endpoint') : this.readiness ?? this.liveness;
  }

  /**
   * The container check and the stop timeout, for `addContainer({ ...contract.containerOptions(probe) })`. What a container cannot hold is
   * left to the service: with a startup of more than 300 seconds it needs `budget.container.gracePeriod`, which `LayeredHealth` sets.
   * @param probe the tool inside the image that asks; left out for a worker, whose contract has the command
   * @param options which endpoint it asks, on which operating system, and what happens before SIGTERM
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
    return options.drainsFirst ?? true ? stopTimeout : undrainedStopTimeout;
  }

  private checkCommand(probe: IContainerProbe | undefined, { useReadiness, operatingSystem }: ContainerCheckOptions): string[] {
    const { _command: command } = this.liveness;
    if (command) {
      if (probe || useReadiness) {
        fail('The check of a worker is the command of its contract', probe ? 'a container probe' : 'useReadiness', 'neither', 'leave it out; the command is the liveness of the contract');
      }
      return [...command];
    }
    if (!probe) {
      fail('A container check needs a tool that asks the endpoint', 'no probe', 'a probe', 'pass one that the image has, e.g. ContainerProbe.curl()');
    }
    return probe.command(useReadiness ? this.trafficEndpoint : this.liveness, this.port, this.budget.container.timeout, operatingSystem);
  }

  private notOfAWorker(what: string): never {
    fail(`A worker has no ${what}`, 'a contract whose liveness is a command', 'a contract with port and endpoint', 'give the contract a port and an endpoint as liveness, or leave this layer out', this.place);
  }
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
    fail('inAppRecovery.attempts is out of range', String(inAppRecovery.attempts), 'a whole number from 1 to 10', 'leave inAppRecovery out when the application does not recover by itself');
  }
  const promises = {
    startup: seconds('startup', props.startup),
    longestRequest: seconds('longestRequest', props.longestRequest),
    shutdown: seconds('shutdown', props.shutdown ?? Duration.seconds(30)),
    livenessTimeout: props.liveness.timeout?.toSeconds(),
    readinessTimeout: (props.readiness ?? props.liveness).timeout?.toSeconds(),
    inAppRecovery: inAppRecovery ? inAppRecovery.attempts * seconds('inAppRecovery.interval', inAppRecovery.interval) : 0,
    worker: props.liveness.protocol === 'command',
    detectWithin: props.liveness.protocol === 'command' ? USUAL_WORKER_DETECTION : USUAL_DETECTION,
  };
  // A promise is rounded to the strict side: the time to detect down, all others up.
  return { ...promises, detectWithin: props.detectWithin ? seconds('detectWithin', props.detectWithin, Math.floor) : leastDetection(promises) };
}
