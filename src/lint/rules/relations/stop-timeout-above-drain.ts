import { DEFAULT_STOP_TIMEOUT } from '../../model/container';
import { registeredContainer } from '../../model/service';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const stopTimeoutAboveDrain: Rule = {
  name: 'StopTimeoutAboveDrain',
  severity: 'info',
  what: 'A container is given longer to stop than its requests are given to finish.',
  why:
    'The load balancer closes the remaining requests when the deregistration delay is over: what the process does '
    + 'after SIGTERM no longer serves them. On Fargate Spot it is the other way round, so the rule says nothing there.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html'],
  exception: 'The stop timeout is for work that is no request, such as flushing a buffer.',
  check: ({ attachments }) =>
    attachments.flatMap(({ service, registration, targetGroup }) => {
      const container = registeredContainer(service, registration);
      return container
        && service.spot === false
        && container.stopTimeout > DEFAULT_STOP_TIMEOUT
        && targetGroup.deregistrationDelay < container.stopTimeout
        && isGiven(targetGroup.protocol)
        && targetGroup.protocol.startsWith('HTTP')
        ? [
          {
            resource: targetGroup.resource,
            message:
                `The load balancer closes requests ${targetGroup.deregistrationDelay} s after a stop begins, and `
                + `${whichContainer(container)} then has ${container.stopTimeout} s more to stop.`,
            fix:
                `If StopTimeout is meant for requests, set deregistration_delay.timeout_seconds to ${container.stopTimeout} and `
                + `StopTimeout to ${DEFAULT_STOP_TIMEOUT}.`,
          },
        ]
        : [];
    }),
};
