import type { NatGateway, RouteTable, SecurityGroup, Subnet, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Service, ServiceDeployment, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type {
  Listener, LoadBalancer, LoadBalancerAttribute, Rule, TargetGroup, TargetGroupAttribute, TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Unread } from './calls';
import type { OperationName } from './operations';
import type { XmlElement } from './route53-api';

/** One service as ECS describes it, with its tasks. */
export interface ServiceFacts {
  /** Name of its cluster. */
  readonly cluster: string;
  readonly service: Service;
  /** Those that are being stopped or have stopped included; undefined where they could not be read. */
  readonly tasks?: readonly Task[];
}

/** A target group; what was not read is absent. */
export interface TargetGroupFacts {
  readonly group: TargetGroup;
  readonly attributes?: readonly TargetGroupAttribute[];
  readonly targets?: readonly TargetHealthDescription[];
}

export interface LoadBalancerFacts {
  readonly loadBalancer: LoadBalancer;
  readonly attributes?: readonly LoadBalancerAttribute[];
  /** Undefined where they were not read. */
  readonly listeners?: readonly ListenerFacts[];
}

export interface ListenerFacts {
  readonly listener: Listener;
  readonly rules: readonly Rule[];
}

/** The last lines of one container of a task that has stopped. */
export interface TaskLog {
  readonly container: string;
  /** As they were written: untrusted. */
  readonly lines: readonly string[];
}

/** What leads out of the subnets of tasks that reached nothing or wait; what was not read is absent. */
export interface NetworkFacts {
  /** By id. */
  readonly subnets: ReadonlyMap<string, Subnet>;
  /** All of these subnets' VPCs, and so are the others. */
  readonly routeTables?: readonly RouteTable[];
  readonly endpoints?: readonly VpcEndpoint[];
  readonly natGateways?: readonly NatGateway[];
}

/** One data point of a metric. */
export interface UsagePoint {
  /** Milliseconds since the epoch at which its period begins. */
  readonly at: number;
  readonly value: number;
}

/** What a service used, as CloudWatch has it; what was not read is absent. */
export interface Usage {
  readonly periodMs?: number;
  /** Percent of what the service may use, on average over its tasks. */
  readonly cpu?: readonly UsagePoint[];
  /** Percent of what the fullest task may use. */
  readonly memory?: readonly UsagePoint[];
  /** Of each target group, in one list. */
  readonly requests?: readonly UsagePoint[];
  readonly failed?: readonly UsagePoint[];
  /** Seconds. */
  readonly responseTime?: readonly UsagePoint[];
}

/** An alarm as DescribeAlarms has it, which takes the names of CloudFormation; a composite one has a rule and no metric. */
export interface MetricAlarm {
  readonly AlarmName?: string;
  readonly AlarmArn?: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: readonly string[];
  readonly AlarmRule?: string;
  readonly StateValue?: string;
  /** For a person. */
  readonly StateReason?: string;
  /** Seconds since the epoch. */
  readonly StateTransitionedTimestamp?: number;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Dimensions?: readonly MetricDimension[];
  readonly Metrics?: ReadonlyArray<{ readonly MetricStat?: { readonly Metric?: { readonly Dimensions?: readonly MetricDimension[] } } }>;
  readonly Period?: number;
  readonly EvaluationPeriods?: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold?: number;
  readonly ComparisonOperator?: string;
  readonly TreatMissingData?: string;
}

interface MetricDimension {
  readonly Name?: string;
  readonly Value?: string;
}

/** An alarm of services that were read. */
export interface AlarmFacts {
  readonly alarm: MetricAlarm;
  /** ARNs of the services that it is on, by itself or by a target group or load balancer. */
  readonly services: readonly string[];
  /** ARNs of the services whose deployments it ends. */
  readonly guards: readonly string[];
}

/** The latest deployment of a service. */
export interface DeploymentFacts {
  readonly deployment: ServiceDeployment;
  /** ARN of the task definition to which it is rolled back. */
  readonly backTo?: string;
}

/** How far Application Auto Scaling scales a service. */
export interface ScalingFacts {
  /** `service/prod/web`. */
  readonly resourceId: string;
  readonly least: number;
  readonly most: number;
  readonly outSuspended: boolean;
  readonly inSuspended: boolean;
}

/** A health check of Route 53 on the name of a load balancer. */
export interface HealthCheckFacts {
  readonly id: string;
  /** As Route 53 has it, which takes the names of CloudFormation: texts, also where these are numbers. */
  readonly config: Readonly<Record<string, XmlElement>>;
  /** The name that it asks. */
  readonly name: string;
  /** ARN. */
  readonly balancer: string;
  /** What each checker was answered: `Success: …` or `Failure: …`; absent where it was not read. */
  readonly observed?: readonly string[];
}

/** A record of a name on which there is a health check. */
export interface RecordFacts {
  readonly name: string;
  /** As Route 53 has it. */
  readonly properties: Readonly<Record<string, XmlElement>>;
  /** ARN of the load balancer at which it points. */
  readonly balancer: string;
}

export interface DnsFacts {
  readonly healthChecks: readonly HealthCheckFacts[];
  readonly records: readonly RecordFacts[];
}

/** What was read of an account and region. */
export interface AccountFacts {
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  readonly services: readonly ServiceFacts[];
  /** By ARN. */
  readonly taskDefinitions: ReadonlyMap<string, TaskDefinition>;
  /** By ARN. */
  readonly targetGroups: ReadonlyMap<string, TargetGroupFacts>;
  /** By ARN. */
  readonly loadBalancers: ReadonlyMap<string, LoadBalancerFacts>;
  /** Those on the way from load balancers to tasks, and out of tasks that are stranded, by id; what was not read is missing. */
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
  readonly network: NetworkFacts;
  /** By ARN of the service. */
  readonly usage: ReadonlyMap<string, Usage>;
  /** By ARN of the service; those whose deployment went well are missing. */
  readonly deployments: ReadonlyMap<string, DeploymentFacts>;
  readonly alarms: readonly AlarmFacts[];
  /** By ARN of the service; those that nothing scales are missing. */
  readonly scaling: ReadonlyMap<string, ScalingFacts>;
  readonly dns: DnsFacts;
  /** What the latest stopped tasks wrote last, by ARN of the task. */
  readonly logs: ReadonlyMap<string, TaskLog>;
  /** Services that were asked for and that ECS does not know. */
  readonly missing: readonly string[];
  readonly unread: readonly Unread[];
  readonly calls: ReadonlyMap<OperationName, number>;
}

/** Every target group in which a service registers tasks, both of a blue/green pair. */
export function targetGroupsOf({ loadBalancers = [] }: Service): string[] {
  return [...new Set(loadBalancers.flatMap(({ targetGroupArn, advancedConfiguration }) => (
    [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].filter((arn): arn is string => arn !== undefined)
  )))];
}
