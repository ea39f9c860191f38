import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup, CfnAutoScalingGroup, IAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { AsgCapacityProvider, CfnCapacityProvider } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { keepTerminatingInstances, terminationHooks } from './termination-hooks';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/** Which instances run services of which contracts. */
export interface InstanceHealthProps {
  /** The contracts of all services whose tasks run on the instances; the most patient one counts. At least one. */
  readonly contracts: HealthContract[];

  /**
   * The capacity provider through which the services use the instances. Its managed draining lets ECS drain an instance before it is
   * terminated. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html
   * @default - none: lifecycle hooks of the group have to drain
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
   * Replace an instance that a target group attached to the Auto Scaling group calls unhealthy. Only where an instance runs a single
   * task, such as a proxy of a daemon service: else one task that fails takes all of its neighbours with it.
   * https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html
   * @default false
   */
  readonly replaceByLoadBalancer?: boolean;
}

/**
 * Applies health contracts to the instances beneath ECS services: health-check grace, warm-up, and a termination that waits until ECS
 * has drained the tasks.
 *
 * It changes the Auto Scaling group and its capacity provider in place and adds no resource. Numbers of the group's author that are
 * more patient stay.
 *
 * @throws when there is no contract or no group, or when an imported group leaves nothing to change
 */
export class InstanceHealth extends Construct {
  /** How long a new instance is not judged: its start, and with `replaceByLoadBalancer` the first check of its task as well. */
  public readonly gracePeriod: Duration;
  /** From launch until an instance serves: its start, the slowest boot of a task and the first check. Instance refreshes wait for it. */
  public readonly warmup: Duration;
  /** The longest that the tasks of an instance may take to go: drain and stop. */
  public readonly drainTime: Duration;

  public constructor(scope: Construct, id: string, props: InstanceHealthProps) {
    checkArguments('InstanceHealth', { scope, id, props });
    super(scope, id);
    const { contracts, replaceByLoadBalancer = false } = props;
    if (contracts.length === 0) {
      fail('Instances without services promise nothing', 'no contracts', 'at least one', 'pass the contracts of the services on the instances', this.node.path);
    }
    const start = this.startSeconds(props.instanceStartup ?? Duration.minutes(3));
    const longest = (seconds: (contract: HealthContract) => number) => Math.max(...contracts.map(seconds));
    // A worker has no load balancer whose first check one would wait for.
    const serving = longest(({ isWorker, startup, budget }) => (isWorker ? startup : budget.targetGroup.gracePeriod).toSeconds());
    this.gracePeriod = Duration.seconds(replaceByLoadBalancer ? start + serving : start);
    this.warmup = Duration.seconds(start + serving);
    this.drainTime = Duration.seconds(longest(({ startup, budget }) => budget.replacement.minus(startup).toSeconds()));

    const group = this.group(props);
    if (group instanceof AutoScalingGroup) {
      this.applyTo(group, replaceByLoadBalancer);
    } else {
      this.explainImported(group, props);
    }
    this.letDrain(group, props.capacityProvider);
  }

  private group({ autoScalingGroup, capacityProvider }: InstanceHealthProps): IAutoScalingGroup {
    const group = autoScalingGroup ?? capacityProvider?.autoScalingGroup;
    if (!group) {
      return fail('InstanceHealth has no instances', 'neither autoScalingGroup nor capacityProvider', 'one of them, or both', 'pass the capacity provider of the services', this.node.path);
    }
    if (capacityProvider && capacityProvider.autoScalingGroup !== group) {
      fail('The capacity provider belongs to another Auto Scaling group', group.node.path, capacityProvider.autoScalingGroup.node.path, 'leave autoScalingGroup out', this.node.path);
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
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:TaskTakesItsInstance',
        `Auto Scaling group '${group.node.path}' replaces an instance, with all tasks on it, when a target group attached to it calls one port unhealthy. Leave its ELB health check out: ECS replaces the task alone. Where an instance runs a single task, pass replaceByLoadBalancer.`);
    }
  }

  private explainImported(group: IAutoScalingGroup, { capacityProvider, replaceByLoadBalancer }: InstanceHealthProps): void {
    const settings = `HealthCheckGracePeriod ${this.gracePeriod.toSeconds()}, DefaultInstanceWarmup ${this.warmup.toSeconds()}`;
    if (!capacityProvider || replaceByLoadBalancer) {
      fail('An imported Auto Scaling group cannot be changed', `'${group.node.path}'`, 'an AutoScalingGroup of this app',
        `use InstanceHealth in the app that defines it, or set there: ${settings}`, this.node.path);
    }
    Annotations.of(this).addWarningV2('cdk-ecs-layered-health:GroupNotChanged',
      `Auto Scaling group '${group.node.path}' is imported: its capacity provider lets ECS drain, but the group stays as it is. Set where it is defined: ${settings}.`);
  }

  /** Managed draining waits for the tasks as long as it takes; a hook only as long as it says. */
  private letDrain(group: IAutoScalingGroup, capacityProvider: AsgCapacityProvider | undefined): void {
    const managed = capacityProvider !== undefined && capacityProvider.enableManagedDraining !== false;
    if (managed) {
      const resource = capacityProvider.node.findAll().find((child): child is CfnCapacityProvider => child instanceof CfnCapacityProvider)!;
      // On by default, which is said here: a default may be another one in the account's past.
      resource.addPropertyOverride('AutoScalingGroupProvider.ManagedDraining', 'ENABLED');
    }
    keepTerminatingInstances(this, group, this.drainTime.toSeconds());
    if (!managed && terminationHooks(group).length === 0) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:NobodyDrains',
        `Instances of '${group.node.path}' are terminated with their tasks still serving. Pass the capacity provider, with managed draining on, or create InstanceHealth after the lifecycle hook that drains them, as cluster.addCapacity brings one.`);
    }
  }

  private startSeconds(startup: Duration): number {
    if (startup.isUnresolved()) {
      fail('instanceStartup must be known at synthesis, because other numbers follow from it', 'a token', 'a literal duration', 'pass it as Duration.minutes(…)', this.node.path);
    }
    const seconds = startup.toSeconds();
    if (seconds > 3600) {
      fail('instanceStartup is out of range', `${seconds} s`, '0–3600 s', 'install what instances need into their image', this.node.path);
    }
    return seconds;
  }
}

/** At synthesis, because target groups may be attached later. */
function withoutLoadBalancer(group: CfnAutoScalingGroup): string[] {
  const { targetGroupArns, loadBalancerNames, trafficSources } = group;
  const attached: unknown[] = Stack.of(group).resolve([targetGroupArns, loadBalancerNames, trafficSources]);
  return attached.some((list) => Array.isArray(list) && list.length > 0) ? [] : [
    `No load balancer can replace an instance: got replaceByLoadBalancer without a target group attached to '${group.node.path}', allowed: with one. Those that ECS registers tasks in do not count; leave replaceByLoadBalancer out.`,
  ];
}
