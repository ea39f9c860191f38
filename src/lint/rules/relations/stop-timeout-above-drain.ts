import { DEFAULT_STOP_TIMEOUT } from '../../model/container';
import { containerOf } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const stopTimeoutAboveDrain: Rule = {
  name: 'StopTimeoutAboveDrain',
  severity: 'info',
  what: 'A container is given longer to stop than its requests are given to finish.',
  why: 'The load balancer closes the requests that are left when the target has drained: whatever the process still does after SIGTERM, it does not do for them.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html',
  check: ({ attachments }) => attachments.flatMap(({ service: { taskDefinition }, registration, targetGroup }) => {
    const container = isGiven(taskDefinition) ? containerOf(taskDefinition, registration.containerName) : undefined;
    return container && container.stopTimeout > DEFAULT_STOP_TIMEOUT && targetGroup.deregistrationDelay < container.stopTimeout
      && isGiven(targetGroup.protocol) && targetGroup.protocol.startsWith('HTTP') ? [{
        resource: targetGroup.resource,
        message: `Requests are cut ${targetGroup.deregistrationDelay} s after a stop was decided, and ${whichContainer(container)} then has ${container.stopTimeout} s more to stop.`,
        fix: `If StopTimeout is meant for requests, set deregistration_delay.timeout_seconds to ${container.stopTimeout} and StopTimeout to ${DEFAULT_STOP_TIMEOUT}.`,
      }] : [];
  }),
};
