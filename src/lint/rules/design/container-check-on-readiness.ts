import { isReadiness, pathOf } from '../../model/check-path';
import { essentialChecks } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { differs, isGiven } from '../../value';

export const containerCheckOnReadiness: Rule = {
  name: 'ContainerCheckOnReadiness',
  severity: 'warning',
  what: 'A container check asks a readiness path although a load balancer is attached.',
  why: 'Readiness fails on purpose, while draining or while a dependency is away: that should stop traffic, which is the load balancer\'s part, and not kill the task.',
  source: 'https://aws.amazon.com/builders-library/implementing-health-checks/',
  check: ({ attachments }) => attachments.flatMap(({ service: { taskDefinition }, targetGroup }) => {
    const checks = isGiven(taskDefinition) ? essentialChecks(taskDefinition) : [];
    // The same path as the load balancer's is told by the rule about that.
    return checks.filter(({ check }) => isReadiness(pathOf(check) ?? '') && differs(targetGroup.check.path, pathOf(check))).map(({ container, check, resource }) => ({
      resource,
      message: `The check of ${whichContainer(container)} asks ${pathOf(check)}.`,
      fix: 'Let the container check ask a liveness path, such as /health/live.',
    }));
  }),
};
