import { CONTAINER_CHECK } from '../../../contract/limits';
import { numberAfter, requestsOf } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const clientTimeoutAboveCheckTimeout: Rule = {
  name: 'ClientTimeoutAboveCheckTimeout',
  severity: 'info',
  what: 'A client in a container check waits longer than ECS waits for the check.',
  why: "ECS ends the check first: the client's timeout never ends it, nor is its message ever reported.",
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  furtherSources: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  exception: 'The same command runs elsewhere as well, with more time.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(({ container, resource, check }) =>
      requestsOf(check).filter(({ limited }) => !limited).flatMap(({ client, words }) => {
        const seconds = client === 'curl' ? numberAfter(words, '-m', '--max-time') : numberAfter(words, '-T', '--timeout');
        return seconds > check.timeout
          ? [
            {
              resource,
              message:
                  `${client} in the check of ${whichContainer(container)} waits ${seconds} s, and ECS ends the check after `
                  + `${check.timeout} s.`,
              fix:
                  `Let ${client} wait ${Math.max(1, check.timeout - 1)} s, or set Timeout to `
                  + `${Math.min(CONTAINER_CHECK.timeout.max, Math.ceil(seconds) + 1)}.`,
            },
          ]
          : [];
      }),
    ),
};
