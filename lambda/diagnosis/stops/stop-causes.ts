import { CONTAINER_CAUSES } from './container';
import { IMAGE_CAUSES } from './image';
import { PLATFORM_CAUSES } from './platform';
import { RESOURCE_CAUSES } from './resources';
import { REPLACEMENT_TOO, type Stop, type StopCause } from './stop-cause';

/** The first that fits decides: the more special one stands above the more general. */
export const STOP_CAUSES: readonly StopCause[] = [
  {
    kind: 'OUT_OF_MEMORY',
    says: [/OutOfMemory|\bOOM|killed due to memory usage/i],
    title: 'out of memory',
    why: 'a container exceeded its memory limit and was killed',
    restart: 'ECS_DOES_IT',
    next: "The replacement runs until its memory is full again: raise the task's memory or find the leak.",
    needsAttention: true,
  },
  {
    kind: 'SPOT_INTERRUPTION',
    codes: ['SpotInterruption'],
    says: [/Spot Task was interrupted|Spot interruption/i],
    title: 'Spot interruption',
    why: 'AWS reclaimed its Spot capacity',
    restart: 'ECS_DOES_IT',
    next: 'The replacement starts as soon as there is capacity; add On-Demand capacity if interruptions hurt.',
    needsAttention: false,
  },
  ...IMAGE_CAUSES,
  ...RESOURCE_CAUSES,
  ...PLATFORM_CAUSES,
  ...CONTAINER_CAUSES,
];

/** An unknown cause is reported: silence would be worse. */
export const UNKNOWN_CAUSE: StopCause = {
  kind: 'UNKNOWN',
  title: 'stopped for an unknown reason',
  why: 'the reason is unknown to this library',
  restart: 'ECS_DOES_IT',
  next: `${REPLACEMENT_TOO}read the reason that AWS gives below.`,
  needsAttention: true,
};

/** The first cause in the table that fits what ECS says. */
export function stopCauseOf({ code, reason, containers }: Stop): StopCause {
  const said = [reason, ...containers.map((container) => container.reason)].join('\n');
  const fits = ({ codes, says }: StopCause) => codes?.includes(code) || says?.every((pattern) => pattern.test(said));
  return STOP_CAUSES.find(fits) ?? UNKNOWN_CAUSE;
}
