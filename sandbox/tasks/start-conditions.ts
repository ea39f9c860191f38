import type { StartingStatus } from './task-phase';

/** What new tasks of a service meet; nothing of it stands in their way at first. A fault may change it at any time. */
export interface StartConditions {
  /** The state before RUNNING that tasks do not leave, as when an image is never pulled or an interface is never attached. */
  hold?: StartingStatus;
  /** Why tasks fail to start, as ECS words it: `CannotPullContainerError: …`. */
  failure?: string;
  /** Why ECS cannot place a task at all, as its service event words it. */
  noCapacity?: string;
}

/** What ECS says of a service for which no host has room. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
export function noCapacityText(launchType: string): string {
  return launchType === 'FARGATE'
    ? 'Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.'
    : 'because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.';
}
