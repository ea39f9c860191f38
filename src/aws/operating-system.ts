import { Stack } from 'aws-cdk-lib';
import { CfnTaskDefinition, NetworkMode, OperatingSystemFamily, type TaskDefinition } from 'aws-cdk-lib/aws-ecs';

/**
 * The operating system of a task definition's containers; undefined where it says nothing, which ECS takes for Linux.
 *
 * The CDK keeps the runtime platform to itself, and refuses it on EC2, where only the network mode of Windows gives it away.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters_ec2.html
 */
export function operatingSystemOf({ networkMode }: TaskDefinition, resource: CfnTaskDefinition): OperatingSystemFamily | undefined {
  const platform = Stack.of(resource).resolve(resource.runtimePlatform) as CfnTaskDefinition.RuntimePlatformProperty | undefined;
  const family: unknown = platform?.operatingSystemFamily;
  if (typeof family === 'string') { return OperatingSystemFamily.of(family); }
  return networkMode === NetworkMode.NAT ? OperatingSystemFamily.of('WINDOWS') : undefined;
}
