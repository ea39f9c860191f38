import { Duration, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup, type CfnAutoScalingGroup, type IAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { type AsgCapacityProvider, CfnCapacityProvider } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { instanceTimes } from './instance-times';
import { warnOf } from './instance-warnings';
import { keepTerminatingInstances, terminationHooks } from './termination-hooks';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { requireDuration } from '../contract/require-duration';

/** The instances, and the contracts of the services on them. */
export interface InstanceHealthProps {
  /** The contracts of all services whose tasks run on the instances; the longest times of all apply. At least one. */
  readonly contracts: HealthContract[];

  /**
   * The capacity provider through which the services use the instances. Its managed draining lets ECS drain an instance before it is
   * terminated. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html
   * @default - none: a lifecycle hook of the group has to drain
   */
  readonly capacityProvider?: AsgCapacityProvider;

  /**
   * The Auto Scaling group of the instances.
   * @default - that of the capacity provider
   */
  readonly autoScalingGroup?: IAutoScalingGroup;

  /**
   * The slowest normal start of an instance, from launch until ECS may place tasks on it: 0–3600 seconds.
   * @default Duration.minutes(3)
   */
  readonly instanceStartup?: Duration;

  /**
   * Replace an instance that a target group attached to the Auto Scaling group counts as unhealthy. Only where an instance runs a single
   * task, such as a proxy of a daemon service: otherwise one failing task stops all others on its instance.
   * https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html
   * @default false
   */
  readonly replaceByLoadBalancer?: boolean;
}

/**
 * Applies health contracts to the instances beneath ECS services: health check grace period, warmup, and a termination that waits until ECS
 * has drained the tasks.
 *
 * It changes the Auto Scaling group and its capacity provider in place and adds no resource. Longer times of the group's author stay.
 *
 * @throws when there is no contract or no group, or when an imported group leaves nothing to change
 */
export class InstanceHealth extends Construct {
  /** How long failing checks of a new instance are ignored: its start, and with `replaceByLoadBalancer` the first check of its task. */
  public readonly gracePeriod: Duration;
  /** From launch until an instance serves: its start, the slowest boot of a task and the first check. Instance refreshes wait for it. */
  public readonly warmup: Duration;
  /** The longest that the tasks of an instance may take to drain and stop. */
  public readonly drainTime: Duration;

  constructor(scope: Construct, id: string, props: InstanceHealthProps) {
    checkArguments('InstanceHealth', { scope, id, props });
    super(scope, id);
    const { contracts, replaceByLoadBalancer = false } = props;
    if (contracts.length === 0) {
      fail({
        what: 'InstanceHealth has no contracts',
        got: 'no contracts',
        allowed: 'at least one',
        fix: 'pass the contracts of the services on the instances',
        at: this.node.path,
      });
    }
    const start = requireDuration({
      what: 'instanceStartup',
      value: props.instanceStartup ?? Duration.minutes(3),
      min: Duration.seconds(0),
      max: Duration.hours(1),
      wholeSeconds: true,
      fix: 'install what instances need into their image',
      at: this.node.path,
    });
    const times = instanceTimes(contracts, start, replaceByLoadBalancer);
    this.gracePeriod = times.gracePeriod;
    this.warmup = times.warmup;
    this.drainTime = times.drainTime;

    const group = this.group(props);
    if (group instanceof AutoScalingGroup) {
      this.applyTo(group, replaceByLoadBalancer);
    } else {
      this.refuseOrWarnImported(group, props);
    }
    this.waitForDraining(group, props.capacityProvider);
  }

  private group({ autoScalingGroup, capacityProvider }: InstanceHealthProps): IAutoScalingGroup {
    const group = autoScalingGroup ?? capacityProvider?.autoScalingGroup;
    if (!group) {
      return fail({
        what: 'InstanceHealth has no instances',
        got: 'neither autoScalingGroup nor capacityProvider',
        allowed: 'one of them, or both',
        fix: 'pass the capacity provider of the services',
        at: this.node.path,
      });
    }
    if (capacityProvider && capacityProvider.autoScalingGroup !== group) {
      fail({
        what: 'The capacity provider belongs to another Auto Scaling group',
        got: group.node.path,
        allowed: capacityProvider.autoScalingGroup.node.path,
        fix: 'leave autoScalingGroup out',
        at: this.node.path,
      });
    }
    return group;
  }

  private applyTo(group: AutoScalingGroup, replaceByLoadBalancer: boolean): void {
    const resource = group.node.defaultChild as CfnAutoScalingGroup;
    resource.healthCheckGracePeriod = Math.max(resource.healthCheckGracePeriod ?? 0, this.gracePeriod.toSeconds());
    resource.defaultInstanceWarmup = Math.max(resource.defaultInstanceWarmup ?? 0, this.warmup.toSeconds());
    if (replaceByLoadBalancer) {
      // EC2's own checks are part of every type.
      const others = resource.healthCheckType?.split(',').filter((type) => type !== 'EC2' && type !== 'ELB') ?? [];
      resource.healthCheckType = ['ELB', ...others].join(',');
      this.node.addValidation({ validate: () => withoutLoadBalancer(resource) });
    } else if (resource.healthCheckType?.includes('ELB')) {
      warnOf(this, 'TaskTakesItsInstance', group.node.path);
    }
  }

  private refuseOrWarnImported(group: IAutoScalingGroup, { capacityProvider, replaceByLoadBalancer }: InstanceHealthProps): void {
    const settings = `HealthCheckGracePeriod ${this.gracePeriod.toSeconds()}, DefaultInstanceWarmup ${this.warmup.toSeconds()}`;
    if (!capacityProvider || replaceByLoadBalancer) {
      fail({
        what: 'An imported Auto Scaling group cannot be changed',
        got: `'${group.node.path}'`,
        allowed: 'an AutoScalingGroup of this app',
        fix: `use InstanceHealth in the app that defines it, or set there: ${settings}`,
        at: this.node.path,
      });
    }
    warnOf(this, 'GroupNotChanged', group.node.path, settings);
  }

  /** Managed draining waits until all tasks have stopped, a hook until its heartbeat times out. */
  private waitForDraining(group: IAutoScalingGroup, capacityProvider: AsgCapacityProvider | undefined): void {
    const managed = capacityProvider !== undefined && capacityProvider.enableManagedDraining !== false;
    if (managed) {
      const resource = capacityProvider.node.findAll().find((child): child is CfnCapacityProvider => child instanceof CfnCapacityProvider)!;
      // Explicit, although it is the default of the CDK, because the default of ECS may be another one.
      resource.addPropertyOverride('AutoScalingGroupProvider.ManagedDraining', 'ENABLED');
    }
    keepTerminatingInstances(this, group, this.drainTime.toSeconds());
    if (!managed && terminationHooks(group).length === 0) {
      warnOf(this, 'NobodyDrains', group.node.path);
    }
  }
}

/** At synthesis, because target groups may be attached later. */
function withoutLoadBalancer(group: CfnAutoScalingGroup): string[] {
  const { targetGroupArns, loadBalancerNames, trafficSources } = group;
  const attached: unknown[] = Stack.of(group).resolve([targetGroupArns, loadBalancerNames, trafficSources]);
  return attached.some((list) => Array.isArray(list) && list.length > 0)
    ? []
    : [failureText({
      what: 'No load balancer can replace an instance',
      got: `replaceByLoadBalancer without a target group attached to '${group.node.path}'`,
      allowed: 'with one; target groups in which ECS registers tasks do not count',
      fix: 'leave replaceByLoadBalancer out',
    })];
}
