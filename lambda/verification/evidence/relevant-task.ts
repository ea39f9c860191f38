import type { Attachment, Container, Task } from '@aws-sdk/client-ecs';

/** What is read of an attachment of a network interface; subnet, MAC address and name of the host are not. */
const DETAILS: readonly (string | undefined)[] = ['networkInterfaceId', 'privateIPv4Address', 'privateIPv6Address', 'ipv6Address'];

/**
 * The task with what a diagnosis reads of it. ECS describes each in several kilobytes, and a shard keeps tens of thousands of them.
 */
export function relevantTask({
  taskArn, group, lastStatus, desiredStatus, connectivity, healthStatus, availabilityZone, containerInstanceArn, startedBy, createdAt,
  startedAt, pullStartedAt, pullStoppedAt, stoppingAt, stoppedAt, stopCode, stoppedReason, attachments, containers,
}: Task): Task {
  return {
    taskArn,
    group,
    lastStatus,
    desiredStatus,
    connectivity,
    healthStatus,
    availabilityZone,
    containerInstanceArn,
    startedBy,
    createdAt,
    startedAt,
    pullStartedAt,
    pullStoppedAt,
    stoppingAt,
    stoppedAt,
    stopCode,
    stoppedReason,
    attachments: attachments?.map(relevantAttachment),
    containers: containers?.map(relevantContainer),
  };
}

function relevantAttachment({ type, details }: Attachment): Attachment {
  return { type, details: details?.filter(({ name }) => DETAILS.includes(name)) };
}

function relevantContainer({ name, lastStatus, healthStatus, exitCode, reason, networkBindings, networkInterfaces }: Container): Container {
  return {
    name,
    lastStatus,
    healthStatus,
    exitCode,
    reason,
    ...networkBindings?.length ? { networkBindings } : {},
    ...networkInterfaces?.length ? { networkInterfaces } : {},
  };
}
