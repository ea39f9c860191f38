import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { ISchedule, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeepVerifier } from './deep-verifier';
import { METRIC, METRIC_NAMESPACE } from './metrics';
import { openPorts } from './open-ports';
import { claimPart } from './parts';
import type { AlertsPlan, Plan, ReachabilityPlan } from './plan';
import { planOf, PlannedService } from './service-plan';
import type { ServiceVerificationProps } from './service-verification-options';
import { checkedContainer } from '../aws/checked-container';
import { sharedNetwork } from '../aws/port-mappings';
import { checkSameRegion } from '../aws/same-region';
import { ownService } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { checkTraffic } from '../contract/contract-checks';
import { fail } from '../contract/errors';
import type { FrontDoor } from '../contract/health-dependency';
import type { HealthEndpoint } from '../contract/health-endpoint';
import type { AlertFormat } from '../signals/alert-format';

/**
 * One schedule a service: every minute it hands the service's plan to the verifier, and metrics come back.
 *
 * Adds the schedule and a rule that lets the prober reach each port that the contract names.
 */
export class ServiceVerification extends Construct {
  /** Tasks that fail, by any layer. */
  public readonly tasksFailing: Metric;
  /** Tasks that a recovery or a restart would help. */
  public readonly restartWouldHelp: Metric;
  /** Faults that only people can repair. */
  public readonly needsPeople: Metric;
  /** Tasks about which something is known; no data means that nobody looks. */
  public readonly tasksVerified: Metric;
  /** How many tasks run less than desired. There is data only while some are missing. */
  public readonly tasksMissing: Metric;
  /** Tasks that stopped by themselves within the last quarter of an hour. There is data only while there are any. */
  public readonly tasksCrashed: Metric;
  /** 1 while a deployment is in progress and within the time that the contract allows. There is no data otherwise. */
  public readonly deploying: Metric;
  /** 1 while a deployment takes longer than the contract allows, or has failed. There is no data otherwise. */
  public readonly deploymentFailed: Metric;

  /** Hands the service's plan to the verifier every minute. */
  public readonly schedule: ISchedule;
  /** The functions that verify. */
  public readonly verifier: DeepVerifier;

  /**
   * What is verified.
   * @internal
   */
  public readonly _verified: PlannedService;

  private readonly dimensions: Record<string, string>;
  private alerts?: AlertsPlan;
  private reachability?: ReachabilityPlan;

  public constructor(scope: Construct, id: string, props: ServiceVerificationProps) {
    checkArguments('ServiceVerification', { scope, id, props });
    super(scope, id);
    const { verifier, contract, service, targetGroups = [], frontDoor, part } = props;
    checkTraffic(contract, targetGroups, frontDoor, this.node.path);
    claimPart(service, part, this.node.path);
    this.checkRegions(props);
    const own = ownService(service);
    const container = own ? checkedContainer({ contract, service: own, container: props.container, targetGroups }, this) : props.container;
    this.verifier = verifier;
    verifier.allowCluster(this, service.cluster);
    if (sharedNetwork(service) && !contract.isWorker) { verifier.allowInstances(this, service.cluster); }
    openPorts(this, { ...props, container });
    const endpoints = [contract.liveness, contract.readiness, frontDoor?.endpoint, ...contract.dependencies.map(({ endpoint }) => endpoint)];
    endpoints.forEach((endpoint) => this.letReadSecrets(endpoint));
    const containerName = container?.containerName ?? props.containerName;
    this._verified = { contract, service, container, containerName, targetGroups, frontDoor, part, systemicShare: verifier.systemicShare };
    const plan = planOf(this._verified);
    this.schedule = new Schedule(this, 'Schedule', {
      description: 'Verifies one ECS service every minute',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(verifier.verifier, {
        input: ScheduleTargetInput.fromObject({
          ...withoutUndefined(plan),
          alerts: Lazy.any({ produce: () => this.alerts }),
          reachability: Lazy.any({ produce: () => this.reachability }),
        }),
        role: verifier.scheduleRole,
        // The defaults are 185 attempts over a day, of checks that are worthless by then.
        retryAttempts: 0,
        maxEventAge: Duration.seconds(60),
      }),
    });
    this.dimensions = { Cluster: service.cluster.clusterName, Service: service.serviceName, ...part ? { Part: part } : {} };
    this.tasksFailing = this.metric(METRIC.tasksFailing);
    this.restartWouldHelp = this.metric(METRIC.restartWouldHelp);
    this.needsPeople = this.metric(METRIC.needsPeople);
    this.tasksVerified = this.metric(METRIC.tasksVerified);
    this.tasksMissing = this.metric(METRIC.tasksMissing);
    this.tasksCrashed = this.metric(METRIC.tasksCrashed);
    this.deploying = this.metric(METRIC.deploying);
    this.deploymentFailed = this.metric(METRIC.deploymentFailed);
  }

  /**
   * Tasks that fail at one layer. There is data only while the layer fails.
   * @param layer `L3`, `L4`, `TLS`, `L7`, `LOAD_BALANCER`, `ECS` or `EDGE`
   */
  public tasksFailingAt(layer: string): Metric {
    checkArguments('ServiceVerification.tasksFailingAt', { layer }, this.node.path);
    return this.metric(METRIC.tasksFailing, { Layer: layer });
  }

  /**
   * Writes into the plan whom the notifier tells of an incident. `HealthAlarms` calls it.
   * @param topic the topic that is told
   * @param format how messages are written
   * @throws when somebody else is told already: a service has one incident
   */
  public tell(topic: ITopic, format: AlertFormat): void {
    checkArguments('ServiceVerification.tell', { topic, format }, this.node.path);
    if (this.alerts) {
      fail('Somebody is told of this service already', topic.node.path, 'one topic a service', 'subscribe several people to one topic', this.node.path);
    }
    this.alerts = { topicArn: topic.topicArn, format };
  }

  /**
   * Writes into the plan what AWS is asked when no packet gets to a task.
   * @internal
   */
  public _analyze(reachability: ReachabilityPlan): void {
    if (this.reachability) {
      fail('The paths to this service are analysed already', 'a second Reachability', 'one a service', 'keep one NetworkHealth with reachability', this.node.path);
    }
    this.reachability = reachability;
  }

  /**
   * The same plan with another front door, and without the service's name, for what the service itself refers to.
   * @internal
   */
  public _planFor(frontDoor: FrontDoor | undefined): Omit<Plan, 'service'> & { readonly service: Omit<Plan['service'], 'name'> } {
    checkTraffic(this._verified.contract, this._verified.targetGroups, frontDoor, this.node.path);
    this.letReadSecrets(frontDoor?.endpoint);
    const { service: { name, ...service }, ...plan } = planOf({ ...this._verified, frontDoor });
    return { ...plan, service };
  }

  private letReadSecrets(endpoint: HealthEndpoint | undefined): void {
    endpoint?.secretHeaders.forEach((header) => header.grantRead(this.reader()));
  }

  /** Who reads secrets. The verifier's stack must not need what this one has, because this one needs the verifier. */
  private reader(): IGrantable {
    const { verifier } = this.verifier;
    if (Stack.of(verifier) === Stack.of(this)) { return verifier; }
    const id = 'Reader';
    return this.node.tryFindChild(id) as Role | undefined ?? Role.fromRoleArn(this, id, verifier.role!.roleArn);
  }

  /** Schedule, functions and ECS find each other in one region only. */
  private checkRegions({ service, verifier, targetGroups = [] }: ServiceVerificationProps): void {
    checkSameRegion(this, 'A service is verified from its own region', service, 'verify it in a stack of its region; alerts may go to a topic of any region');
    checkSameRegion(this, 'A verifier looks only at services of its own region', verifier, 'create a DeepVerifier in this region, or leave verifier out');
    targetGroups.forEach((targetGroup) => checkSameRegion(this, 'The target groups of a service are in its own region', targetGroup, 'pass those of this region'));
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

/** The schedule's input is JSON: a key without a value must not be there at all. */
function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
