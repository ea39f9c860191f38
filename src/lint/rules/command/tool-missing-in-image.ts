import { lacks } from '../../model/image';
import { programOf, stepsOf } from '../../model/shell-command';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

const TOOLS = ['curl', 'wget'];

export const toolMissingInImage: Rule = {
  name: 'ToolMissingInImage',
  severity: 'warning',
  what: 'A container check runs curl or wget, and the image looks as if it had none.',
  why: 'Distroless and slim images have neither, those of Alpine Linux have wget alone: the check always fails, and ECS replaces every task.',
  source: 'https://github.com/GoogleContainerTools/distroless',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => {
    const missing = stepsOf(check).map(programOf).find((program) => TOOLS.includes(program) && lacks(container.image, program));
    return missing ? [{
      resource,
      message: `The check of ${whichContainer(container)} runs ${missing}, and its image is ${String(container.image)}.`,
      fix: `Ask with a program of the image, such as the language's own client, or install ${missing} in an image of your own.`,
    }] : [];
  }),
};
