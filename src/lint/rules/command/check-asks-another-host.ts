import { connectionsOf } from '../../model/connection';
import { isLoopback } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const checkAsksAnotherHost: Rule = {
  name: 'CheckAsksAnotherHost',
  severity: 'warning',
  what: 'A container check probes a host that is not the container.',
  why:
    'When that host or the way to it fails, every task fails its check at once, and ECS replaces them all: a restart '
    + 'repairs none of it.',
  source: 'https://aws.amazon.com/builders-library/implementing-health-checks/',
  exception: 'The task exists to reach that host, and a restart repairs the way to it.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(({ container, resource, check }) =>
      connectionsOf(check)
        // A name without a dot may be the container's own.
        .filter(({ host }) => host.includes('.') && !isLoopback(host) && !host.startsWith('169.254.'))
        .map(({ host }) => ({
          resource,
          message: `The check of ${whichContainer(container)} probes ${host}.`,
          fix: 'Probe 127.0.0.1 and the port of the process; leave what is in front of it to the load balancer or Route 53.',
        })),
    ),
};
