import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const containerTimeoutNotBelowInterval: Rule = {
  name: 'ContainerTimeoutNotBelowInterval',
  severity: 'warning',
  what: 'A container check waits for an answer at least as long as until its next run.',
  why: 'A check that hangs is still waiting when the next one is due: failures are counted later than the interval promises, and slow checks pile up in the container.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check }) => check.timeout >= check.interval)
    .map(({ resource, container, check: { timeout, interval } }) => ({
      resource,
      message: `The check of ${whichContainer(container)} may take ${timeout} s and runs every ${interval} s.`,
      fix: `Set Timeout to ${Math.max(2, Math.min(5, interval - 1))} s, or Interval to more than ${timeout} s.`,
    })),
};
