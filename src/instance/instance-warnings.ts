import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What `InstanceHealth` warns of. */
const WARNINGS = {
  TaskTakesItsInstance: (group: string) =>
    `Auto Scaling group '${group}' replaces an instance, with all tasks on it, when a target group attached to it counts one port as `
    + 'unhealthy. Leave its ELB health check out: ECS replaces the task alone. Where an instance runs a single task, pass '
    + 'replaceByLoadBalancer.',
  GroupNotChanged: (group: string, settings: string) =>
    `Auto Scaling group '${group}' is imported and stays as it is; only its capacity provider gets managed draining. Set where the group `
    + `is defined: ${settings}.`,
  NobodyDrains: (group: string) =>
    `Instances of '${group}' are terminated while their tasks still serve. Pass the capacity provider, with managed draining on, or create `
    + 'InstanceHealth after the lifecycle hook that drains them, such as that of cluster.addCapacity.',
};

/** @param values what the text of the warning needs */
export function warnOf<W extends keyof typeof WARNINGS>(scope: Construct, warning: W, ...values: Parameters<typeof WARNINGS[W]>): void {
  const text = WARNINGS[warning] as (...given: typeof values) => string;
  Annotations.of(scope).addWarningV2(`cdk-ecs-layered-health:${warning}`, text(...values));
}
