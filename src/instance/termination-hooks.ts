import { type IAutoScalingGroup, CfnLifecycleHook } from 'aws-cdk-lib/aws-autoscaling';
import type { Construct } from 'constructs';
import { failureText } from '../contract/errors';

/** Hooks of a group of this app that hold an instance back before it is terminated. */
export function terminationHooks(group: IAutoScalingGroup): CfnLifecycleHook[] {
  return group.node.findAll()
    .filter((child): child is CfnLifecycleHook => child instanceof CfnLifecycleHook)
    .filter(({ lifecycleTransition }) => lifecycleTransition === 'autoscaling:EC2_INSTANCE_TERMINATING');
}

/**
 * Raises the heartbeat of the group's hooks so that a terminating instance waits at least as long as its tasks need. A hook that is added
 * later and waits too short is an error at synthesis.
 *
 * @param scope construct that reports the error
 * @param seconds time to drain and stop the tasks
 */
export function keepTerminatingInstances(scope: Construct, group: IAutoScalingGroup, seconds: number): void {
  for (const hook of terminationHooks(group)) {
    if (isTooShort(hook, seconds)) { hook.heartbeatTimeout = seconds; }
  }
  scope.node.addValidation({
    validate: () =>
      terminationHooks(group)
        .filter((hook) => isTooShort(hook, seconds))
        .map(({ node, heartbeatTimeout }) => failureText({
          what: 'The instance would be terminated while its tasks drain',
          got: `a heartbeat of ${heartbeatTimeout} s in '${node.path}'`,
          allowed: `at least ${seconds} s`,
          fix: 'create InstanceHealth after the hook, or give the hook that time',
        })),
  });
}

/** Without a timeout AWS waits for an hour. */
function isTooShort({ heartbeatTimeout = 3600 }: CfnLifecycleHook, seconds: number): boolean {
  return heartbeatTimeout < seconds;
}
