import { CONTAINER_CAUSES } from './causes/container';
import { IMAGE_CAUSES } from './causes/image';
import { PLATFORM_CAUSES } from './causes/platform';
import { RESOURCE_CAUSES } from './causes/resources';
import { REPLACEMENT_TOO } from './causes/stop-cause';
import type { StopCause } from './causes/stop-cause';

/** The first that fits decides: the more special one stands above the more general. */
export const STOP_CAUSES: readonly StopCause[] = [
  {
    kind: 'OUT_OF_MEMORY',
    says: [/OutOfMemory|\bOOM/i],
    title: 'out of memory',
    why: 'a container needed more memory than it may use and was killed',
    restart: 'ECS_DOES_IT',
    next: 'The replacement helps until its memory is full again: raise the memory of the task, or look for a leak.',
    tell: true,
  },
  {
    kind: 'SPOT_INTERRUPTION',
    codes: ['SpotInterruption'],
    says: [/Spot Task was interrupted|Spot interruption/i],
    title: 'Spot interruption',
    why: 'AWS took its Spot capacity back',
    restart: 'ECS_DOES_IT',
    next: 'The replacement starts as soon as there is capacity; mix in on-demand capacity if this hurts.',
    tell: false,
  },
  ...IMAGE_CAUSES,
  ...RESOURCE_CAUSES,
  ...PLATFORM_CAUSES,
  ...CONTAINER_CAUSES,
];

/** What is not known is told: silence would be worse. */
export const UNKNOWN_CAUSE: StopCause = {
  kind: 'UNKNOWN',
  title: 'stopped for an unknown reason',
  why: 'for a reason that this library does not know',
  restart: 'ECS_DOES_IT',
  next: `${REPLACEMENT_TOO}what AWS says below names the reason.`,
  tell: true,
};
