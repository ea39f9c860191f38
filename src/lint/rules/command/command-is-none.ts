import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const commandIsNone: Rule = {
  name: 'CommandIsNone',
  severity: 'warning',
  what: 'The command of a container check is NONE.',
  why:
    'Alone it turns the check off; behind CMD or CMD-SHELL, which the CDK puts before it, it runs a program of that '
    + 'name, which no image has, and the container never becomes healthy.',
  source: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html'],
  unproven: 'AWS names CMD and CMD-SHELL alone; what NONE does is stated by Docker.',
  exception: 'The check is turned off on purpose, and the entry says so to readers.',
  check: ({ containers }) =>
    containers.flatMap(({ container, resource }) => {
      const { items, complete } = isGiven(container.check) ? container.check.command : { items: [], complete: false };
      const form = items.length === 2 && items[1] === 'NONE' ? items[0] : undefined;
      return complete && (items[0] === 'NONE' || form === 'CMD' || form === 'CMD-SHELL')
        ? [
          {
            resource,
            message:
                form === undefined
                  ? `The check of ${whichContainer(container)} is turned off by NONE.`
                  : `The check of ${whichContainer(container)} runs a program named NONE (${form}).`,
            fix:
                "Leave HealthCheck out if nothing is to be checked (ECS ignores the image's own), or give a command that probes "
                + 'the process.',
          },
        ]
        : [];
    }),
};
