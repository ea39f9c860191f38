import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { Service, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type {
  Listener, LoadBalancer, LoadBalancerAttribute, Rule, TargetGroup, TargetGroupAttribute, TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Unread } from './calls';
import type { OperationName } from './operations';

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
  /** Those on the way from load balancers to tasks, by id; what was not read is missing. */
  readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
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
