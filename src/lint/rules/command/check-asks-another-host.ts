import { isLoopback, requestsOf } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const checkAsksAnotherHost: Rule = {
  name: 'CheckAsksAnotherHost',
  severity: 'warning',
  what: 'A container check asks a host that is not the container.',
  why: 'When that host or the way to it fails, every task fails its check at once, and ECS replaces them all: a restart repairs none of it.',
  source: 'https://aws.amazon.com/builders-library/implementing-health-checks/',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => requestsOf(check)
    // A name without a dot may be the container's own.
    .filter(({ host }) => host !== undefined && host.includes('.') && !isLoopback(host) && !host.startsWith('169.254.'))
    .map(({ host }) => ({
      resource,
      message: `The check of ${whichContainer(container)} asks ${host}.`,
      fix: 'Ask 127.0.0.1 and the port of the process; what stands before it is for the load balancer or Route 53 to check.',
    }))),
};
