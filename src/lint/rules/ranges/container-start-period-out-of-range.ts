import { CONTAINER_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import { whichContainer } from '../../model/words';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const containerStartPeriodOutOfRange: Rule = {
  name: 'ContainerStartPeriodOutOfRange',
  severity: 'error',
  what: 'A container check has a start period that ECS does not allow.',
  why: 'ECS refuses the task definition, and the deployment ends with it; neither the CDK nor CloudFormation reports it before.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  unproven: 'What reports it before was tried with the CDK alone.',
  check: ({ checkedContainers }) =>
    checkedContainers
      .filter(({ check }) => isOutside(check.startPeriod, CONTAINER_CHECK.startPeriod))
      .map(({ resource, container, check: { startPeriod } }) => ({
        resource,
        message:
          `The check of ${whichContainer(container)} has StartPeriod ${startPeriod}, and ECS allows `
          + `${inWords(CONTAINER_CHECK.startPeriod)} s.`,
        fix: `Set StartPeriod to ${nearest(startPeriod, CONTAINER_CHECK.startPeriod)}.${longer(startPeriod)}`,
        edits: [set(resource, [...container.path, 'HealthCheck', 'StartPeriod'], nearest(startPeriod, CONTAINER_CHECK.startPeriod))],
      })),
};

/** A longer boot needs the grace period of the service, which applies to the container check as well. */
function longer(startPeriod: number | undefined): string {
  return startPeriod !== undefined && startPeriod > CONTAINER_CHECK.startPeriod.max
    ? ` Let HealthCheckGracePeriodSeconds of the service cover a longer boot: more than ${startPeriod}, by one check.` : '';
}
