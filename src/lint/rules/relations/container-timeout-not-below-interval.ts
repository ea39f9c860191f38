import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const containerTimeoutNotBelowInterval: Rule = {
  name: 'ContainerTimeoutNotBelowInterval',
  severity: 'warning',
  what: 'A container check waits for an answer at least as long as until its next run.',
  why: 'The interval begins when a check ends: one that hangs until its timeout is followed by the next only then, and a fault takes more than twice as long to be counted as the interval promises.',
  source: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check }) => check.timeout >= check.interval)
    .map(({ resource, container, check: { timeout, interval } }) => ({
      resource,
      message: `The check of ${whichContainer(container)} may take ${timeout} s and runs every ${interval} s.`,
      fix: `Set Timeout to ${Math.max(2, Math.min(5, interval - 1))} s, or Interval to more than ${timeout} s.`,
    })),
};
