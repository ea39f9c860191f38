import { CONTAINER_CHECK } from '../../../contract/limits';
import { whichContainer } from '../../model/words';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const containerTimeoutOutOfRange: Rule = {
  name: 'ContainerTimeoutOutOfRange',
  severity: 'error',
  what: 'A container check has a timeout that ECS does not allow.',
  why: 'ECS refuses the task definition, and the deployment ends with it; the CDK and CloudFormation let it pass until then.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check }) => isOutside(check.timeout, CONTAINER_CHECK.timeout))
    .map(({ resource, container, check: { timeout } }) => ({
      resource,
      message: `The check of ${whichContainer(container)} has Timeout ${timeout}, and ECS allows ${inWords(CONTAINER_CHECK.timeout)} s.`,
      fix: `Set Timeout to ${nearest(timeout, CONTAINER_CHECK.timeout)}.`,
    })),
};
