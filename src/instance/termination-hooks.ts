import type { IAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { CfnLifecycleHook } from 'aws-cdk-lib/aws-autoscaling';
import type { Construct } from 'constructs';

/** Hooks of a group of this app that hold an instance back before it is terminated. */
export function terminationHooks(group: IAutoScalingGroup): CfnLifecycleHook[] {
  return group.node.findAll()
    .filter((child): child is CfnLifecycleHook => child instanceof CfnLifecycleHook)
    .filter(({ lifecycleTransition }) => lifecycleTransition === 'autoscaling:EC2_INSTANCE_TERMINATING');
}

/**
 * Lets the hooks of a group hold a terminating instance back for at least as long as its tasks need. One that comes later and is too
 * short is an error at synthesis.
 *
 * @param scope the construct that asks
 * @param seconds drain and stop of the tasks
 */
export function keepTerminatingInstances(scope: Construct, group: IAutoScalingGroup, seconds: number): void {
  for (const hook of terminationHooks(group)) {
    if (isTooShort(hook, seconds)) { hook.heartbeatTimeout = seconds; }
  }
  scope.node.addValidation({
    validate: () => terminationHooks(group).filter((hook) => isTooShort(hook, seconds)).map(({ node, heartbeatTimeout }) => (
      `The instance would be terminated while its tasks drain: got a heartbeat of ${heartbeatTimeout} s in '${node.path}', allowed: at least ${seconds} s. Create InstanceHealth after the hook, or give the hook that time.`
    )),
  });
}

/** Without a timeout AWS waits for an hour. */
function isTooShort({ heartbeatTimeout = 3600 }: CfnLifecycleHook, seconds: number): boolean {
  return heartbeatTimeout < seconds;
}
