import { isReadiness, pathOf } from '../../model/check-path';
import { registeredCheck } from '../../model/service';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { differs } from '../../value';

export const containerCheckOnReadiness: Rule = {
  name: 'ContainerCheckOnReadiness',
  severity: 'warning',
  what: 'A container check probes a readiness path although a load balancer is attached.',
  why:
    'Readiness fails on purpose, while draining or while a dependency is away: that should stop traffic, which is '
    + "the load balancer's part, and not kill the task.",
  source: 'https://aws.amazon.com/builders-library/implementing-health-checks/',
  unproven: 'The article is about dependencies in checks; that readiness fails while draining too is how frameworks define it.',
  exception: 'The path is called readiness and answers as long as the process works.',
  check: ({ attachments }) =>
    attachments.flatMap(({ service, registration, targetGroup }) => registeredCheck(service, registration)
      // SameDeepPathForBothChecks reports the same path as the load balancer's.
      .filter(({ check }) => isReadiness(pathOf(check) ?? '') && differs(targetGroup.check.path, pathOf(check)))
      .map(({ container, check, resource }) => ({
        resource,
        message: `The check of ${whichContainer(container)} probes ${pathOf(check)}.`,
        fix: 'Let the container check probe a liveness path, such as /health/live.',
      }))),
};
