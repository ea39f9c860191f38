import { set } from '../../edit';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const containerTimeoutNotBelowInterval: Rule = {
  name: 'ContainerTimeoutNotBelowInterval',
  severity: 'warning',
  what: 'The timeout of a container check is not below its interval.',
  why:
    'The interval begins when a check ends: one that hangs until its timeout is followed by the next only then, and '
    + 'a fault takes more than twice as long to be counted as the interval promises.',
  source: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  unproven: 'Docker states it; when the interval begins on Fargate, no page says.',
  exception: 'The check always ends long before its timeout.',
  check: ({ checkedContainers }) =>
    checkedContainers
      .filter(({ check }) => check.timeout >= check.interval)
      .map(({ resource, container, check: { timeout, interval } }) => ({
        resource,
        message: `The check of ${whichContainer(container)} may take ${timeout} s and runs every ${interval} s.`,
        fix: `Set Timeout to ${below(interval)} s, or Interval to more than ${timeout} s.`,
        edits: [set(resource, [...container.path, 'HealthCheck', 'Timeout'], below(interval))],
      })),
};

function below(interval: number): number {
  return Math.max(2, Math.min(5, interval - 1));
}
