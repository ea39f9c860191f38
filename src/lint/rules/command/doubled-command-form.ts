import { set } from '../../edit';
import type { ContainerCheck } from '../../model/container';
import { shortened, whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

const FORM = /^(CMD|CMD-SHELL)$/;
const LEADING_FORM = /^\s*(?:CMD-SHELL|CMD)\s*,?\s+/;

export const doubledCommandForm: Rule = {
  name: 'DoubledCommandForm',
  severity: 'error',
  what: 'The command of a container check names its form twice.',
  why: 'Only the first word is the form; the second is run as a program named CMD or CMD-SHELL, which no image has: no check succeeds.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => {
    const command = withoutDouble(check);
    return command === undefined ? [] : [{
      resource,
      message: `The command of ${whichContainer(container)} is ${shortened(JSON.stringify(check.command.items))}.`,
      fix: `Write ${shortened(JSON.stringify(command))}.`,
      edits: [set(resource, [...container.path, 'HealthCheck', 'Command'], command)],
    }];
  }),
};

/** The command with one form; undefined where it has one. */
function withoutDouble({ command: { items, complete } }: ContainerCheck): string[] | undefined {
  const [form, second = '', ...rest] = items;
  if (!complete || !FORM.test(form ?? '')) { return undefined; }
  if (FORM.test(second) && rest.length > 0) {
    return second === 'CMD-SHELL' ? [second, rest.join(' ')] : [second, ...rest];
  }
  const doubled = LEADING_FORM.exec(second);
  return doubled && form === 'CMD-SHELL' && rest.length === 0 ? ['CMD-SHELL', second.slice(doubled[0].length)] : undefined;
}
