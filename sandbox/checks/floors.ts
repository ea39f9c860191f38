/**
 * What the time scale must not shorten. Real processes boot and answer in real time on a real, perhaps busy, machine: a check that times
 * out after 5 s / 20 would measure the machine, not the service.
 */

/** Shortest real time that any check gets to answer, unless the sandbox is told otherwise. */
export const SHORTEST_TIMEOUT_MS = 1500;

/** Shortest real time between SIGTERM and SIGKILL. */
export const SHORTEST_STOP_MS = 1000;

/** Real time in which a task that has not been well yet is not judged, whatever its scaled start and grace periods say. */
export const BOOT_ALLOWANCE_MS = 10_000;
