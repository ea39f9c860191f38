import { lacks } from '../../model/image';
import { programOf, stepsOf } from '../../model/shell-command';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

const TOOLS = ['curl', 'wget', 'nc', 'ps', 'pgrep'];

export const toolMissingInImage: Rule = {
  name: 'ToolMissingInImage',
  severity: 'warning',
  what: 'A container check runs a tool that the image seems not to have: curl, wget, nc, ps or pgrep.',
  why:
    'Distroless images have none of them, slim ones neither curl nor wget nor nc nor ps, those of Alpine Linux all but curl: the check '
      + 'always '
    + 'fails, and ECS replaces every task.',
  source: 'https://github.com/GoogleContainerTools/distroless',
  unproven: 'What an image has is concluded from its name; the page is about distroless images alone.',
  exception: 'The tool is in the image, by a tag that hides it.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(({ container, resource, check }) => {
      const missing = stepsOf(check)
        .map(programOf)
        .find((program) => TOOLS.includes(program) && lacks(container.image, program));
      return missing
        ? [
          {
            resource,
            message: `The check of ${whichContainer(container)} runs ${missing}, and its image is ${String(container.image)}.`,
            fix: `Check with a program of the image, such as the language's own client, or install ${missing} in an image of your own.`,
          },
        ]
        : [];
    }),
};
