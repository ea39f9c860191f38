/**
 * What the time scale must not shorten. Real processes boot and answer in real time on a real, perhaps busy, machine: a check that times
 * out after 5 s / 20 would measure the machine, not the service.
 */

/** Real milliseconds that an idle process of a small machine answers in: the usual floor of scaled timeouts. */
export const SHORTEST_TIMEOUT_MS = 1500;

/** Shortest real time between SIGTERM and SIGKILL. */
export const SHORTEST_STOP_MS = 1000;

/** Default of the real time in which a task that has not been ready yet is not replaced, whatever its scaled start and grace periods. */
export const BOOT_ALLOWANCE_MS = 10_000;
