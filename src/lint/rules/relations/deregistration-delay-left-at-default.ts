import type { Rule } from '../../rule';

export const deregistrationDelayLeftAtDefault: Rule = {
  name: 'DeregistrationDelayLeftAtDefault',
  severity: 'info',
  what: "The tasks of a service drain for AWS's default of 300 s.",
  why:
    'ECS sends SIGTERM only when the target has drained: every deployment and every replacement waits these five '
    + 'minutes for requests that mostly take seconds.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html',
  furtherSources: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html',
  ],
  exception: 'Requests may take five minutes, or connections stay open that long, as WebSockets do.',
  check: ({ attachments }) =>
    attachments
      .filter(({ targetGroup }) => targetGroup.attribute('deregistration_delay.timeout_seconds') === undefined)
      .map(({ targetGroup: { resource, deregistrationDelay } }) => ({
        resource,
        message:
          `deregistration_delay.timeout_seconds is not given: a task gets SIGTERM up to ${deregistrationDelay} s after the `
          + 'decision to stop it.',
        fix: 'Set it to the longest request worth finishing: 30 for most services.',
      })),
};
