import { Stack } from 'aws-cdk-lib';
import { type CfnTaskDefinition, NetworkMode, OperatingSystemFamily, type TaskDefinition } from 'aws-cdk-lib/aws-ecs';

/**
 * The operating system of a task definition's containers; undefined where it names none, which means Linux.
 *
 * The CDK does not expose the runtime platform, and refuses it on EC2, where the network mode NAT exists on Windows alone.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters_ec2.html
 */
export function operatingSystemOf({ networkMode }: TaskDefinition, resource: CfnTaskDefinition): OperatingSystemFamily | undefined {
  const platform = Stack.of(resource).resolve(resource.runtimePlatform) as CfnTaskDefinition.RuntimePlatformProperty | undefined;
  const family: unknown = platform?.operatingSystemFamily;
  if (typeof family === 'string') { return OperatingSystemFamily.of(family); }
  return networkMode === NetworkMode.NAT ? OperatingSystemFamily.of('WINDOWS') : undefined;
}
