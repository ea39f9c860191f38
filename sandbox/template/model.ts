import type { CompositeAlarmModel, MetricAlarmModel } from './alarm-model';

/**
 * The parts of a template that the sandbox runs, resolved, with AWS's defaults where the template states nothing.
 */
export interface TemplateModel {
  readonly services: readonly ServiceModel[];
  readonly targetGroups: readonly TargetGroupModel[];
  readonly functions: readonly FunctionModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly alarms: AlarmModels;
  readonly rules: readonly RuleModel[];
  readonly stateMachines: readonly StateMachineModel[];
  readonly parameters: readonly ParameterModel[];
  /** ARNs of topics that are in the template or that it names: those of other stacks exist as far as it knows. */
  readonly topics: readonly string[];
  /** Resources that nothing in the sandbox runs, but that its APIs describe. */
  readonly described: readonly DescribedModel[];
  /** What the template contains and the sandbox does not support, one sentence each. */
  readonly notes: readonly string[];
}

/** A resource as the template states it, resolved. */
export interface DescribedModel {
  readonly type: string;
  readonly logicalId: string;
  /** What `Ref` gives: an ARN, an id or a name. */
  readonly reference: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A state machine of Step Functions. */
export interface StateMachineModel {
  readonly name: string;
  readonly arn: string;
  /** In the Amazon States Language. */
  readonly definition: unknown;
}

/** A parameter of the Systems Manager, with the value that the template gives it. */
export interface ParameterModel {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** A rule of EventBridge that waits for events. */
export interface RuleModel {
  readonly name: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly targets: readonly RuleTargetModel[];
}

/** The target of a rule and its input: the event, a constant, or a template with placeholders. */
export interface RuleTargetModel {
  readonly arn: string;
  readonly input?: string;
  /** Paths into the event by the name of their placeholder. */
  readonly paths: Readonly<Record<string, string>>;
  readonly template?: string;
}

/** Alarms, and one sentence for each that the sandbox does not support. */
export interface AlarmModels {
  readonly metricAlarms: readonly MetricAlarmModel[];
  readonly compositeAlarms: readonly CompositeAlarmModel[];
  readonly notes: readonly string[];
}

interface ClusterModel {
  readonly name: string;
  readonly arn: string;
}

export interface ServiceModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly cluster: ClusterModel;
  readonly taskDefinition: TaskDefinitionModel;
  readonly launchType: 'FARGATE' | 'EC2' | 'EXTERNAL';
  readonly desiredCount: number;
  readonly gracePeriodSeconds: number;
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  /** How traffic is shifted to a revision that is deployed beside the serving one; absent where tasks are replaced in batches. */
  readonly shift?: TrafficShiftModel;
  /** Names of the alarms that roll a deployment back. */
  readonly deploymentAlarms: readonly string[];
  /** Absent where the circuit breaker is off. */
  readonly circuitBreaker?: CircuitBreakerModel;
  /** Availability Zones of its subnets. */
  readonly zones: readonly string[];
  readonly loadBalancers: readonly ServiceLoadBalancer[];
  /** Functions that ECS invokes while it deploys. */
  readonly hooks: readonly DeploymentHookModel[];
}

/** How ECS shifts traffic: all at once (blue/green), a part first (canary), or in equal steps (linear). */
export interface TrafficShiftModel {
  /** Percent of the production traffic after each step; the last is 100. */
  readonly steps: readonly number[];
  /** Minutes after each step but the last. */
  readonly stepMinutes: number;
  /** Minutes in which both revisions run after the last step. */
  readonly bakeMinutes: number;
}

/** When a rolling deployment is given up. */
export interface CircuitBreakerModel {
  /** Failed tasks that end the deployment. */
  readonly threshold: number;
  readonly rollback: boolean;
  /** Whether a task that becomes healthy sets the count to zero. */
  readonly resetOnHealthyTask: boolean;
}

/** A function that ECS invokes at stages of a deployment. */
export interface DeploymentHookModel {
  readonly functionArn: string;
  readonly stages: readonly string[];
  /** What ECS passes with the first invocation. */
  readonly details: unknown;
}

/** Where a service registers its tasks. */
interface ServiceLoadBalancer {
  readonly targetGroupArn: string;
  /** Where every other revision is registered, if revisions are deployed beside each other. */
  readonly alternateTargetGroupArn?: string;
  /** ARNs of the rules whose weights ECS changes. */
  readonly productionListenerRule?: string;
  readonly testListenerRule?: string;
  readonly containerName: string;
  readonly containerPort: number;
}

interface TaskDefinitionModel {
  readonly arn: string;
  /** `awsvpc`: each task has a network interface of its own; otherwise it is reached at ports of its instance. */
  readonly networkMode: string;
  readonly containers: readonly ContainerModel[];
}

export interface ContainerModel {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the value of each secret is, by the name of its variable. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly healthCheck?: ContainerHealthCheckModel;
  readonly stopTimeoutSeconds: number;
}

export interface ContainerHealthCheckModel {
  /** `CMD` and its arguments, or `CMD-SHELL` and one command line. */
  readonly command: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly startPeriodSeconds: number;
}

export interface TargetGroupModel {
  readonly arn: string;
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetType: string;
  readonly healthCheck: TargetHealthCheckModel;
  readonly deregistrationDelaySeconds: number;
}

export interface TargetHealthCheckModel {
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
  /** `traffic-port` or a number. */
  readonly port: string;
  readonly path: string;
  /** Accepted status codes: `200`, `200-299`, `200,204`. */
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** Handler as Lambda writes it: `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ScheduleModel {
  readonly name: string;
  readonly arn: string;
  readonly groupName: string;
  readonly expression: string;
  readonly enabled: boolean;
  /** Minutes from one run to the next; absent where the expression is not a rate. */
  readonly everyMinutes?: number;
  readonly functionName: string;
  /** The target as the template states it, resolved. */
  readonly target: Readonly<Record<string, unknown>>;
  /** The input that the schedule passes, parsed; the text itself where it is not JSON. */
  readonly input: unknown;
}
