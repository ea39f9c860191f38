import { set } from '../../edit';
import { runningCheck } from '../../model/container';
import { containerOf } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const startTimeoutBelowDependency: Rule = {
  name: 'StartTimeoutBelowDependency',
  severity: 'warning',
  what: 'A container on whose health another waits is given less time than its first check needs.',
  why:
    'The first check may run as late as one interval after the start, and the start period says how long a boot may take: when '
    + 'StartTimeout ends before, the waiting container is not started, and the task stops.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
  furtherSources: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  unproven: 'When the first check runs is stated by Docker, not by AWS; from version 25 Docker begins sooner within a start period.',
  exception: 'The first check succeeds well before, because the container starts at once.',
  check: ({ containers }) => containers.flatMap(({ container, taskDefinition, resource }) => container.dependsOn.items
    .filter(({ condition }) => condition === 'HEALTHY')
    .flatMap(({ containerName }) => {
      const awaited = containerOf(taskDefinition, containerName);
      const check = awaited && runningCheck(awaited);
      if (!awaited || !check || awaited.startTimeout === undefined) { return []; }
      const needed = Math.max(check.interval, check.startPeriod ?? 0) + check.timeout;
      return awaited.startTimeout < needed ? [{
        resource,
        message: `StartTimeout of ${whichContainer(awaited)} is ${awaited.startTimeout} s; ${whichContainer(container)} waits until it is `
          + 'HEALTHY, '
          + `which may take ${needed} s (Interval ${check.interval}, StartPeriod ${check.startPeriod ?? 0}, Timeout ${check.timeout}).`,
        fix: `Set StartTimeout of ${whichContainer(awaited)} to ${needed}.`,
        edits: needed <= MOST_ON_FARGATE ? [set(resource, [...awaited.path, 'StartTimeout'], needed)] : undefined,
      }] : [];
    })),
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (startTimeout) */
const MOST_ON_FARGATE = 120;
