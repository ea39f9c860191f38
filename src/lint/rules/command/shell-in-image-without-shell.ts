import { hasNoShell } from '../../model/image';
import { scriptOf } from '../../model/shell-command';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const shellInImageWithoutShell: Rule = {
  name: 'ShellInImageWithoutShell',
  severity: 'warning',
  what: 'A container check needs a shell, and the image seems to have none.',
  why: 'Distroless images and those from scratch have no /bin/sh: the check always fails, and ECS replaces every task.',
  source: 'https://github.com/GoogleContainerTools/distroless',
  unproven: 'What an image has is concluded from its name.',
  exception: 'The image has a shell in spite of its name.',
  check: ({ checkedContainers }) =>
    checkedContainers
      .filter(({ container, check }) => hasNoShell(container.image) && scriptOf(check) !== undefined)
      .map(({ container, resource }) => ({
        resource,
        message: `The check of ${whichContainer(container)} runs in a shell, and its image is ${String(container.image)}.`,
        fix:
          'Use CMD with a program of the image: the application itself with an option for the check, or a small static one '
          + 'that is copied into it.',
      })),
};
