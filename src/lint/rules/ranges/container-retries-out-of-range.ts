import { CONTAINER_CHECK } from '../../../contract/limits';
import { set } from '../../edit';
import { whichContainer } from '../../model/words';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const containerRetriesOutOfRange: Rule = {
  name: 'ContainerRetriesOutOfRange',
  severity: 'error',
  what: 'A container check is retried more or less often than ECS allows.',
  why: 'ECS refuses the task definition, and the deployment ends with it; neither the CDK nor CloudFormation reports it before.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  unproven: 'What reports it before was tried with the CDK alone.',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check }) => isOutside(check.retries, CONTAINER_CHECK.retries))
    .map(({ resource, container, check: { retries } }) => ({
      resource,
      message: `The check of ${whichContainer(container)} has Retries ${retries}, and ECS allows ${inWords(CONTAINER_CHECK.retries)}.`,
      fix: `Set Retries to ${nearest(retries, CONTAINER_CHECK.retries)}.`,
      edits: [set(resource, [...container.path, 'HealthCheck', 'Retries'], nearest(retries, CONTAINER_CHECK.retries))],
    })),
};
