import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const commandWithoutProgram: Rule = {
  name: 'CommandWithoutProgram',
  severity: 'error',
  what: 'A container check has no command.',
  why: 'There is nothing to run, and nothing that could find the container healthy.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  check: ({ containers }) => containers.flatMap(({ container, resource }) => {
    const { items, complete } = isGiven(container.check) ? container.check.command : { items: [], complete: false };
    return complete && items[0] !== 'NONE' && items.slice(1).join('').trim() === '' && ['CMD', 'CMD-SHELL', undefined].includes(items[0])
      ? [
        {
          resource,
          message: `The command of ${whichContainer(container)} is ${JSON.stringify(items)}.`,
          fix: 'Give 2 words or more, such as CMD and the path of a program, or leave HealthCheck out.',
        },
      ]
      : [];
  }),
};
