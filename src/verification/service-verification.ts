import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { claimContractName } from './claim-contract-name';
import type { IDeepVerifier } from './deep-verifier-options';
import { openPorts } from './open-ports';
import { allowReading } from './read-access';
import { registerPlan } from './register-plan';
import { registeredName } from './registered-name';
import { planOf, type PlannedService } from './service-plan';
import type { ServiceVerificationProps } from './service-verification-options';
import type { AlertOptions } from '../aws/alert-options';
import { alertsPlan } from '../aws/alerts-plan';
import { checkedContainer } from '../aws/checked-container';
import { ensureChild } from '../aws/ensure-child';
import { sharedNetwork } from '../aws/port-mappings';
import { checkSameRegion } from '../aws/same-region';
import { ownService } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { checkTraffic } from '../contract/contract-checks';
import { fail } from '../contract/errors';
import type { FrontDoor } from '../contract/health-dependency';
import type { HealthEndpoint } from '../contract/health-endpoint';
import { withoutUndefined } from '../contract/without-undefined';
import type { HealthLayer } from '../shared/health-layer';
import { METRIC, METRIC_NAMESPACE } from '../shared/metrics';
import type { AlertsPlan, Plan, ReachabilityPlan } from '../shared/plan';
import { planId } from '../shared/registry';

/** Longest name of a plan: names of alarms begin with it and with the verifier's. */
const NAME_LENGTH = 120;

/**
 * Has one service verified every minute: registers the service's plan with the verifier, which publishes what is wrong as metrics.
 *
 * Adds a parameter that holds the plan, and for each port that the contract names a rule that allows the prober.
 */
export class ServiceVerification extends Construct {
  // There is data only while there is something to say.
  /** What the incident is about: tasks that a restart would help and faults that need people, together. */
  public readonly faults: Metric;
  /** Tasks that fail at any layer. */
  public readonly tasksFailing: Metric;
  /** Tasks that a recovery or a restart would help. */
  public readonly restartWouldHelp: Metric;
  /** Faults that only people can repair. */
  public readonly needsPeople: Metric;
  /** How many tasks fewer than desired run. */
  public readonly tasksMissing: Metric;
  /** Tasks that stopped by themselves within the last 15 minutes. */
  public readonly tasksCrashed: Metric;
  /** 1 while a deployment is in progress and within the time that the contract allows. */
  public readonly deploying: Metric;
  /** 1 while a deployment takes longer than the contract allows, or has failed. */
  public readonly deploymentFailed: Metric;

  /** `VERIFIER.PLAN`: under which the plan is registered, and what the names of the service's alarms begin with. */
  public readonly planName: string;
  /** The functions that verify. */
  public readonly verifier: IDeepVerifier;


  /**
   * The service and its contract.
   * @internal
   */
  public readonly _verified: PlannedService;

  private readonly dimensions: Record<string, string>;
  private alerts?: AlertsPlan;
  private reachability?: ReachabilityPlan;

  constructor(scope: Construct, id: string, props: ServiceVerificationProps) {
    checkArguments('ServiceVerification', { scope, id, props });
    super(scope, id);
    const { verifier, contract, service, targetGroups = [], frontDoor, contractName } = props;
    checkTraffic(contract, targetGroups, frontDoor, this.node.path);
    claimContractName(service, contractName, this.node.path);
    this.checkRegions(props);
    const own = ownService(service);
    const container = own ? checkedContainer({ contract, service: own, container: props.container, targetGroups }, this) : props.container;
    this.verifier = verifier;
    const onInstances = sharedNetwork(service) !== undefined && !contract.isWorker;
    allowReading(verifier, { cluster: service.cluster, scope: this, onInstances });
    openPorts(this, { ...props, container });
    const endpoints = [
      contract.liveness,
      contract.readiness,
      frontDoor?.endpoint,
      ...contract.dependencies.map(({ endpoint }) => endpoint),
    ];
    endpoints.forEach((endpoint) => this.grantSecrets(endpoint));
    const containerName = container?.containerName ?? props.containerName;
    this._verified = {
      contract,
      service,
      container,
      containerName,
      targetGroups,
      frontDoor,
      contractName,
      systemicShare: verifier.systemicShare,
    };
    const plan = registeredName(this, NAME_LENGTH);
    this.planName = planId(verifier.verifierName, plan);
    registerPlan(this, verifier.verifierName, plan, {
      ...withoutUndefined(planOf(this._verified)),
      alerts: Lazy.any({ produce: () => this.alerts }),
      reachability: Lazy.any({ produce: () => this.reachability }),
    });
    // No third dimension until there is a second contract: adding it later would change every alarm.
    this.dimensions = {
      Cluster: service.cluster.clusterName,
      Service: service.serviceName,
      ...contractName ? { Contract: contractName } : {},
    };
    this.faults = this.metric(METRIC.faults);
    this.tasksFailing = this.metric(METRIC.tasksFailing);
    this.restartWouldHelp = this.metric(METRIC.restartWouldHelp);
    this.needsPeople = this.metric(METRIC.needsPeople);
    this.tasksMissing = this.metric(METRIC.tasksMissing);
    this.tasksCrashed = this.metric(METRIC.tasksCrashed);
    this.deploying = this.metric(METRIC.deploying);
    this.deploymentFailed = this.metric(METRIC.deploymentFailed);
  }

  /**
   * Tasks that fail at one layer. There is data only while the layer fails.
   * @param layer the layer at fault
   */
  public tasksFailingAt(layer: HealthLayer): Metric {
    checkArguments('ServiceVerification.tasksFailingAt', { layer }, this.node.path);
    return this.metric(METRIC.tasksFailing, { Layer: layer });
  }

  /**
   * Writes into the plan where the notifier sends alerts about the service's incident. `HealthAlarms` calls it.
   * @param alert where they are sent, and how they are written
   * @throws when alerts are sent somewhere already: a service has one incident
   */
  public sendAlertsTo(alert: AlertOptions): void {
    checkArguments('ServiceVerification.sendAlertsTo', { alert }, this.node.path);
    if (this.alerts) {
      fail({
        what: 'Alerts about this service are sent to a topic already',
        got: alert.topic.node.path,
        allowed: 'one topic for each service',
        fix: 'subscribe several people to one topic',
        at: this.node.path,
      });
    }
    this.alerts = alertsPlan(alert);
  }

  /**
   * Writes into the plan which path the Reachability Analyzer examines when no packet reaches a task.
   * @internal
   */
  public _analyze(reachability: ReachabilityPlan): void {
    if (this.reachability) {
      fail({
        what: 'The paths to this service are analysed already',
        got: 'a second Reachability',
        allowed: 'one for each service',
        fix: 'keep one NetworkHealth with reachability',
        at: this.node.path,
      });
    }
    this.reachability = reachability;
  }

  /**
   * The same plan with another front door, and without the service's name, which a property of the service itself cannot refer to.
   * @internal
   */
  public _planFor(frontDoor: FrontDoor | undefined): Omit<Plan, 'service'> & { readonly service: Omit<Plan['service'], 'name'> } {
    checkTraffic(this._verified.contract, this._verified.targetGroups, frontDoor, this.node.path);
    this.grantSecrets(frontDoor?.endpoint);
    const { service: { name, ...service }, ...plan } = planOf({ ...this._verified, frontDoor });
    return { ...plan, service };
  }

  private grantSecrets(endpoint: HealthEndpoint | undefined): void {
    endpoint?.secretHeaders.forEach((header) => header.grantRead(this.reader()));
  }

  /** Who reads secrets. The verifier's stack must not depend on this one, because this one depends on the verifier's. */
  private reader(): IGrantable {
    const { function: verifier } = this.verifier;
    if (Stack.of(verifier) === Stack.of(this)) { return verifier; }
    const id = 'SecretReader';
    return ensureChild(this, id, () => Role.fromRoleArn(this, id, verifier.role!.roleArn));
  }

  /** Plans are registered in a region, whose verifier reads ECS there. */
  private checkRegions({ service, verifier, targetGroups = [] }: ServiceVerificationProps): void {
    checkSameRegion(
      this,
      'A service is verified from its own region',
      service,
      'verify it in a stack of its region; alerts may go to a topic of any region',
    );
    checkSameRegion(
      this,
      'A verifier verifies only services of its own region',
      verifier,
      'create a DeepVerifier in this region, or leave verifier out',
    );
    targetGroups.forEach((targetGroup) =>
      checkSameRegion(this, 'The target groups of a service are in its own region', targetGroup, 'pass those of this region'),
    );
  }

  private metric(metricName: string, dimensions: Record<string, string> = {}): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { ...this.dimensions, ...dimensions },
      period: Duration.minutes(1),
      statistic: 'Maximum',
    }).attachTo(this);
  }
}
