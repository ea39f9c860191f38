import { isDeep, pathOf } from '../../model/check-path';
import { registeredCheck } from '../../model/service';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const sameDeepPathForBothChecks: Rule = {
  name: 'SameDeepPathForBothChecks',
  severity: 'warning',
  what: 'The container check probes the same deep path as the load balancer.',
  why:
    'A deep path fails with a dependency. For the load balancer that stops traffic; for the container check '
    + 'it also replaces every task, and no restart repairs the dependency.',
  source: 'https://aws.amazon.com/builders-library/implementing-health-checks/',
  exception: 'The path has the name of a deep one and checks the process alone.',
  check: ({ attachments }) =>
    attachments.flatMap(({ service, registration, targetGroup: { check: { path }, resource: targetGroup } }) => {
      const checks = isGiven(path) && isDeep(path) ? registeredCheck(service, registration) : [];
      return checks.filter(({ check }) => pathOf(check) === path).map(({ container, resource }) => ({
        resource,
        message: `The check of ${whichContainer(container)} and the target group '${targetGroup.logicalId}' both probe ${String(path)}.`,
        fix:
          'Let the container check probe a liveness path (such as /health/live) that checks no dependency, and leave the '
          + 'deep one to the load balancer.',
      }));
    }),
};
