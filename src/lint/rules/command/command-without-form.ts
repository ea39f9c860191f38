import { set } from '../../edit';
import { hasNoShell } from '../../model/image';
import type { CheckedContainer } from '../../model/lint-model';
import { whichContainer, shortened } from '../../model/words';
import type { Rule } from '../../rule';

const FORMS = ['CMD', 'CMD-SHELL', 'NONE'];

/** What the console's field of one line leaves in the first word. */
const WRITTEN_IN_ONE = /^\s*(CMD-SHELL|CMD)\s*,\s*(.+)$/s;
const SHELL_SYNTAX = /[\s|&;<>$`"'*?()]/;

export const commandWithoutForm: Rule = {
  name: 'CommandWithoutForm',
  severity: 'warning',
  what: 'The command of a container check begins with neither CMD nor CMD-SHELL.',
  why:
    'The first word decides how the rest is run. ECS takes other words too, but Docker knows no other form: it runs no '
    + 'check, and the health of the container stays UNKNOWN.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  furtherSources: ['https://github.com/moby/moby/blob/master/daemon/health.go'],
  unproven: 'That ECS takes other words is known from reports; what it does with them on Fargate, no page says.',
  exception: 'The platform is known to run it, as reported of AWS\'s collector on Fargate.',
  check: ({ checkedContainers }) => checkedContainers
    .filter(({ check: { command: { items, complete } } }) => complete && !FORMS.includes(items[0]))
    .map((placed) => {
      const { container, resource, check: { command: { items } } } = placed;
      const command = withForm(placed);
      return {
        resource,
        message: `The command of ${whichContainer(container)} begins with '${shortened(items[0], 40)}'.`,
        fix: `Write ${shortened(JSON.stringify(command), 160)}.`,
        edits: [set(resource, [...container.path, 'HealthCheck', 'Command'], command)],
      };
    }),
};

function withForm({ container: { image }, check: { command: { items } } }: CheckedContainer): string[] {
  const [, form, rest = ''] = WRITTEN_IN_ONE.exec(items.length === 1 ? items[0] : '') ?? [];
  if (form === 'CMD-SHELL') { return ['CMD-SHELL', rest.trim()]; }
  if (form === 'CMD') { return ['CMD', ...rest.split(/[\s,]+/).filter((word) => word !== '')]; }
  const [only] = items;
  const needsShell = items.length === 1 ? SHELL_SYNTAX.test(only.trim()) : items.some((word) => ['||', '&&', '|', ';'].includes(word));
  if (!needsShell) { return ['CMD', ...items]; }
  // Without a shell the words have to be its arguments.
  return hasNoShell(image) ? ['CMD', ...items.flatMap((word) => word.trim().split(/\s+/))] : ['CMD-SHELL', items.join(' ')];
}
