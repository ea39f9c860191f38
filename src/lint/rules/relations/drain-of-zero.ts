import type { Rule } from '../../rule';

export const drainOfZero: Rule = {
  name: 'DrainOfZero',
  severity: 'warning',
  what: 'The tasks of a service are stopped without time to finish their requests.',
  why:
    'With a deregistration delay of 0 s ECS sends SIGTERM at once, while load-balancer nodes may still send requests: every deployment and '
    + 'every scale-in cuts some.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html',
  furtherSources: ['https://aws.amazon.com/blogs/containers/graceful-shutdowns-with-ecs/'],
  unproven: 'That nodes may still send requests is concluded: AWS says only that a container which ends before them causes errors.',
  exception: 'The service answers nothing that a client waits for.',
  check: ({ attachments }) => attachments
    .filter(({ targetGroup }) => targetGroup.deregistrationDelay === 0)
    .map(({ targetGroup: { resource, setAttribute } }) => ({
      resource,
      message: 'deregistration_delay.timeout_seconds is 0.',
      fix: 'Set it to the longest request worth finishing: 30 for most services, 5 where every request takes less.',
      edits: [setAttribute('deregistration_delay.timeout_seconds', 30)],
    })),
};
