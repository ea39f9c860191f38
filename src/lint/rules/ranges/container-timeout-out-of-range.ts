import { CONTAINER_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import type { ContainerCheck } from '../../model/container';
import { whichContainer } from '../../model/words';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const containerTimeoutOutOfRange: Rule = {
  name: 'ContainerTimeoutOutOfRange',
  severity: 'error',
  what: 'A container check has a timeout that ECS does not allow.',
  why:
    'ECS refuses the task definition, and the deployment ends with it; before, the CDK lets up to 120 s pass, and CloudFormation '
    + 'any number.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  unproven: 'What reports it before was tried with the CDK alone.',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check }) => isOutside(check.timeout, CONTAINER_CHECK.timeout))
    .map(({ resource, container, check }) => ({
      resource,
      message: `The check of ${whichContainer(container)} has Timeout ${check.timeout}, and ECS allows `
        + `${inWords(CONTAINER_CHECK.timeout)} s.`,
      fix: `Set Timeout to ${allowed(check)}.`,
      edits: [set(resource, [...container.path, 'HealthCheck', 'Timeout'], allowed(check))],
    })),
};

/** The nearest that ECS allows, below the interval. */
function allowed({ timeout, interval }: ContainerCheck): number {
  const { min, max } = CONTAINER_CHECK.timeout;
  return nearest(timeout, { min, max: interval > min ? Math.min(max, interval - 1) : max });
}
