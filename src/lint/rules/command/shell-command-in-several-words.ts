import { whichContainer, shortened } from '../../model/words';
import type { Rule } from '../../rule';

export const shellCommandInSeveralWords: Rule = {
  name: 'ShellCommandInSeveralWords',
  severity: 'warning',
  what: 'A container check by CMD-SHELL has its command in several words.',
  why: "The shell takes the first word as its script and the others as the script's parameters: they are not run.",
  source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html',
  exception: 'The script reads the other words as its parameters.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(
      ({
        container,
        resource,
        check: {
          command: { items, complete },
        },
      }) =>
        complete && items[0] === 'CMD-SHELL' && items.length > 2
          ? [
            {
              resource,
              message:
                  `The check of ${whichContainer(container)} runs '${shortened(items[1], 60)}' in a shell, without the `
                  + `${items.length - 2} words after it.`,
              fix: 'Write 2 words: CMD-SHELL, and the whole command as one text.',
            },
          ]
          : [],
    ),
};
