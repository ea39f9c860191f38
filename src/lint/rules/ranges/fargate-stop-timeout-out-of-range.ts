import { STOP_TIMEOUT } from '../../../contract/limits';
import { set } from '../../edit';
import { whichContainer } from '../../model/words';
import { inWords, isOutside, nearest } from '../../range';
import type { Rule } from '../../rule';

export const fargateStopTimeoutOutOfRange: Rule = {
  name: 'FargateStopTimeoutOutOfRange',
  severity: 'error',
  what: 'A container on Fargate is given more or less time to stop than Fargate allows.',
  why: 'Fargate refuses the task definition at deployment; nothing reports it before.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
  unproven: 'What reports it before was tried with the CDK alone.',
  check: ({ containers }) =>
    containers
      .filter(({ taskDefinition, container }) => taskDefinition.fargate === true && isOutside(container.stopTimeout, STOP_TIMEOUT))
      .map(({ resource, container }) => ({
        resource,
        message:
          `The StopTimeout of ${whichContainer(container)} is ${container.stopTimeout} s, and Fargate allows `
          + `${inWords(STOP_TIMEOUT)} s.`,
        fix:
          `Set StopTimeout to ${nearest(container.stopTimeout, STOP_TIMEOUT)}; finish longer work while the target drains, `
          + 'before SIGTERM.',
        edits: [set(resource, [...container.path, 'StopTimeout'], nearest(container.stopTimeout, STOP_TIMEOUT))],
      })),
};
