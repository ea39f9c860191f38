const DAY = 24 * 60 * 60;

/** A load balancer in two Availability Zones has two nodes, and each of them checks every target. */
const NODES = 2;

/** Checks that a container check makes in a day; interval in seconds. */
export function containerProbesPerDay(interval: number): number {
  return Math.round(DAY / interval);
}

/** Checks that a target group makes of one target in a day; interval in seconds. */
export function targetGroupProbesPerDay(interval: number): number {
  return Math.round(DAY / interval) * NODES;
}
