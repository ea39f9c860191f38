import { STOP_TIMEOUT } from '../../../contract/limits';
import { set } from '../../edit';
import { DEFAULT_STOP_TIMEOUT } from '../../model/container';
import { registeredContainer } from '../../model/service';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const spotStopTimeoutLeftAtDefault: Rule = {
  name: 'SpotStopTimeoutLeftAtDefault',
  severity: 'warning',
  what: 'A task that receives requests on Fargate Spot has the default time to stop.',
  why:
    'An interruption sends SIGTERM at once, two minutes before the end, while the load balancer may still send requests: with the default '
    + 'the process is killed after 30 s, and its requests with it.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html',
  furtherSources: ['https://repost.aws/knowledge-center/fargate-spot-termination-notice'],
  exception: 'The application stops within 30 s of SIGTERM, and its clients repeat what failed.',
  check: ({ attachments }) => attachments.flatMap(({ service, registration }) => {
    const container = registeredContainer(service, registration);
    return container && service.spot === true && container.givesStopTimeout === false && typeof service.taskDefinition === 'object' ? [{
      resource: service.taskDefinition.resource,
      message: `The service '${service.resource.logicalId}' uses FARGATE_SPOT, and StopTimeout of ${whichContainer(container)} is not `
        + 'given, '
        + `which means ${DEFAULT_STOP_TIMEOUT} s.`,
      fix: `Set StopTimeout to ${STOP_TIMEOUT.max}, and let the process serve requests after SIGTERM until it is deregistered.`,
      edits: [set(service.taskDefinition.resource, [...container.path, 'StopTimeout'], STOP_TIMEOUT.max)],
    }] : [];
  }),
};
