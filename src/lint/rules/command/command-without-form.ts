import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

const FORMS = ['CMD', 'CMD-SHELL', 'NONE'];

export const commandWithoutForm: Rule = {
  name: 'CommandWithoutForm',
  severity: 'warning',
  what: 'The command of a container check begins with neither CMD nor CMD-SHELL.',
  why: 'The first word says how the rest is run. ECS takes other words too, but Docker knows no other form: it runs no check, and the health of the container stays UNKNOWN.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check: { command: { items, complete } } }) => (
    complete && !FORMS.includes(items[0]) ? [{
      resource,
      message: `The command of ${whichContainer(container)} begins with '${items[0].slice(0, 40)}'.`,
      fix: items.length === 1 ? 'Put CMD-SHELL before it.' : 'Put CMD before it, or CMD-SHELL before the whole as one text.',
    }] : [])),
};
