import type { Task } from '@aws-sdk/client-ecs';

/** Id of the network interface that ECS attached to a task; undefined outside network mode awsvpc. */
export function networkInterfaceOf({ attachments = [] }: Task): string | undefined {
  const attached = attachments.find(({ type }) => type === 'ElasticNetworkInterface');
  return attached?.details?.find(({ name }) => name === 'networkInterfaceId')?.value;
}
