import { hasOption, requestsOf, type Request } from '../../model/request';
import { scriptOf } from '../../model/shell-command';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const clientWithoutTimeout: Rule = {
  name: 'ClientWithoutTimeout',
  severity: 'info',
  what: 'A shell in a container check runs curl or wget without a timeout of its own.',
  why:
    'When a check takes too long, ECS kills its shell and not what the shell has started: while the application '
    + 'hangs, every check leaves a client behind, which holds memory and a connection.',
  source: 'https://github.com/crate/docker-crate/issues/113',
  furtherSources: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  unproven: 'No page of AWS states it; the report shows clients that are left behind.',
  exception: 'The application never hangs without closing its connections.',
  check: ({ checkedContainers }) =>
    checkedContainers
      .filter(({ check }) => scriptOf(check) !== undefined)
      .flatMap(({ container, resource, check }) =>
        requestsOf(check)
          .filter((request) => !hasTimeout(request) && !request.words.some((word) => word.startsWith('$')))
          .map(({ client }) => ({
            resource,
            message:
              `${client} in the check of ${whichContainer(container)} waits as long as the application does; ECS ends only its `
              + `shell${Number.isNaN(check.timeout) ? '' : ` after ${check.timeout} s`}.`,
            fix: `Add ${client === 'curl' ? '--max-time' : '-T'} `
              + `${Number.isNaN(check.timeout) ? 'with less than the Timeout of the check' : Math.max(1, check.timeout - 1)}.`,
          })),
      ),
};

/** A file of settings may have one. */
function hasTimeout(request: Request): boolean {
  return request.limited || (request.client === 'curl'
    ? hasOption(request, '[mK]', '--max-time', '--config')
    : hasOption(request, '[Te]', '--timeout', '--read-timeout', '--execute', '--config'));
}
