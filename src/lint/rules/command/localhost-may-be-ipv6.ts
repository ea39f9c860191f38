import { programOf, stepsOf } from '../../model/shell-command';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

const LOCALHOST = /https?:\/\/localhost[:/'"`\s]|https?:\/\/localhost$/i;
/** They try one address after the other. */
const TRYING_ALL = ['curl'];

export const localhostMayBeIpv6: Rule = {
  name: 'LocalhostMayBeIpv6',
  severity: 'info',
  what: 'A container check connects to localhost with a program that may try IPv6 alone.',
  why:
    'The name localhost can mean ::1, and a server that listens on 0.0.0.0 does not answer there: the check fails, '
    + 'and the service works.',
  source: 'https://github.com/wallabag/docker/issues/407',
  unproven: 'Which address comes first depends on the image; the report shows one where the check fails.',
  exception: 'The server listens on both.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(({ container, resource, check }) => {
      const client = stepsOf(check).find(
        (step) => !TRYING_ALL.includes(programOf(step)) && step.words.some((word) => LOCALHOST.test(word)),
      );
      return client
        ? [
          {
            resource,
            message: `${programOf(client)} in the check of ${whichContainer(container)} connects to localhost.`,
            fix: 'Write 127.0.0.1, or [::1] where the server listens on IPv6 alone.',
          },
        ]
        : [];
    }),
};
