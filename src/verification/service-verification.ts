import { Annotations, Duration, Lazy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { BaseService, ContainerDefinition, NetworkMode } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ISchedule, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeepVerifier } from './deep-verifier';
import { METRIC, METRIC_NAMESPACE } from './metrics';
import type { AlertsPlan } from './plan';
import { planOf } from './service-plan';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import type { FrontDoor } from '../contract/health-dependency';
import type { AlertFormat } from '../signals/alert-format';

/** Which service is verified against which contract. */
export interface ServiceVerificationProps {
  /** The functions that verify. */
  readonly verifier: DeepVerifier;

  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** The service. */
  readonly service: BaseService;

  /**
   * The container that answers the checks.
   * @default - the task definition's default container
   */
  readonly container?: ContainerDefinition;

  /**
   * Target groups that the service's tasks are registered with; imported ones are welcome.
   * @default - none
   */
  readonly targetGroups?: ITargetGroup[];

  /**
   * Where clients come in.
   * @default - it is not probed, and EDGE is never reported
   */
  readonly frontDoor?: FrontDoor;
}

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

  private readonly dimensions: Record<string, string>;
  private alerts?: AlertsPlan;

  public constructor(scope: Construct, id: string, props: ServiceVerificationProps) {
    super(scope, id);
    const { verifier, contract, service, container = service.taskDefinition.defaultContainer, targetGroups = [], frontDoor } = props;
    this.verifier = verifier;
    verifier.allowCluster(this, service.cluster);
    this.openPorts(props);
    const endpoints = [contract.liveness, contract.readiness, frontDoor?.endpoint, ...contract.dependencies.map(({ endpoint }) => endpoint)];
    endpoints.flatMap((endpoint) => endpoint?.secretHeaders ?? []).forEach((header) => header.grantRead(verifier.verifier));
    const plan = planOf({ contract, service, container, targetGroups, frontDoor, systemicShare: verifier.systemicShare });
    this.schedule = new Schedule(this, 'Schedule', {
      description: 'Verifies one ECS service every minute',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(verifier.verifier, {
        input: ScheduleTargetInput.fromObject({ ...withoutUndefined(plan), alerts: Lazy.any({ produce: () => this.alerts }) }),
        role: verifier.scheduleRole,
        // The defaults are 185 attempts over a day, of checks that are worthless by then.
        retryAttempts: 0,
        maxEventAge: Duration.seconds(60),
      }),
    });
    this.dimensions = { Cluster: service.cluster.clusterName, Service: service.serviceName };
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
    return this.metric(METRIC.tasksFailing, { Layer: layer });
  }

  /**
   * Writes into the plan whom the notifier tells of an incident. `HealthAlarms` calls it.
   * @param topic the topic that is told
   * @param format how messages are written
   * @throws when somebody else is told already: a service has one incident
   */
  public tell(topic: ITopic, format: AlertFormat): void {
    if (this.alerts) {
      fail('Somebody is told of this service already', topic.node.path, 'one topic a service', 'subscribe several people to one topic', this.node.path);
    }
    this.alerts = { topicArn: topic.topicArn, format };
  }

  private metric(metricName: string, dimensions: Record<string, string> = {}): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { ...this.dimensions, ...dimensions },
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
  }

  private openPorts({ verifier, contract, service }: ServiceVerificationProps): void {
    if (!verifier.prober) { return; }
    if (service.taskDefinition.networkMode !== NetworkMode.AWS_VPC) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:TasksWithoutAddress',
        `Tasks in network mode '${service.taskDefinition.networkMode}' have no address of their own, so the verifier cannot probe them and reports PROBER_FAULT. Use NetworkMode.AWS_VPC, or pass verify: false.`);
    }
    const asked = [contract.liveness, contract.trafficEndpoint].map((endpoint) => ({ port: endpoint.port ?? contract.port, udp: endpoint.protocol === 'udp' }));
    const rules = new Map([{ port: contract.port, udp: asked.every(({ udp }) => udp) }, ...asked].map((rule) => [`${rule.udp} ${rule.port}`, rule]));
    for (const { port, udp } of rules.values()) {
      service.connections.allowFrom(verifier, udp ? Port.udp(port) : Port.tcp(port), 'Prober of cdk-ecs-layered-health');
    }
    // A port behind a security group would look closed to the prober however open it is: what must be closed must be reachable.
    for (const port of contract.closedPorts) {
      service.connections.allowFrom(verifier, Port.tcp(port), 'Prober of cdk-ecs-layered-health: must be closed');
    }
  }
}

/** The schedule's input is JSON: a key without a value must not be there at all. */
function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
