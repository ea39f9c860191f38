import { isDeep, pathOf } from '../../model/check-path';
import { essentialChecks } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const sameDeepPathForBothChecks: Rule = {
  name: 'SameDeepPathForBothChecks',
  severity: 'warning',
  what: 'The container check asks the same deep path as the load balancer.',
  why: 'A deep path fails with a dependency. Asked by the load balancer it stops traffic; asked by the container check it also kills every task, and no restart repairs the dependency.',
  source: 'https://aws.amazon.com/builders-library/implementing-health-checks/',
  check: ({ attachments }) => attachments.flatMap(({ service: { taskDefinition }, targetGroup: { check: { path }, resource: targetGroup } }) => {
    const checks = isGiven(taskDefinition) && isGiven(path) && isDeep(path) ? essentialChecks(taskDefinition) : [];
    const same = checks.filter(({ check }) => pathOf(check) === path);
    return same.map(({ container, resource }) => ({
      resource,
      message: `The check of ${whichContainer(container)} and the target group '${targetGroup.logicalId}' both ask ${String(path)}.`,
      fix: 'Let the container check ask a liveness path (such as /health/live) that looks at no dependency, and leave the deep one to the load balancer.',
    }));
  }),
};
