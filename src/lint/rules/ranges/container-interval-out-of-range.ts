import { CONTAINER_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import { whichContainer } from '../../model/words';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const containerIntervalOutOfRange: Rule = {
  name: 'ContainerIntervalOutOfRange',
  severity: 'error',
  what: 'A container check runs more or less often than ECS allows.',
  why:
    'ECS refuses the task definition, and the deployment ends with it; before, only the CDK\'s own health check reports it, and '
    + 'nothing in a template does.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  unproven: 'What reports it before was tried with the CDK alone.',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check }) => isOutside(check.interval, CONTAINER_CHECK.interval))
    .map(({ resource, container, check: { interval } }) => ({
      resource,
      message: `The check of ${whichContainer(container)} has Interval ${interval}, and ECS allows ${inWords(CONTAINER_CHECK.interval)} s.`,
      fix: `Set Interval to ${nearest(interval, CONTAINER_CHECK.interval)}.`,
      edits: [set(resource, [...container.path, 'HealthCheck', 'Interval'], nearest(interval, CONTAINER_CHECK.interval))],
    })),
};
