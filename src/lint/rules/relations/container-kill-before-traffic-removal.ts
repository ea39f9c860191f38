import { worstDetection } from '../../../contract/budget-seconds';
import { soonestKill } from '../../model/container';
import { essentialChecks } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const containerKillBeforeTrafficRemoval: Rule = {
  name: 'ContainerKillBeforeTrafficRemoval',
  severity: 'warning',
  what: 'ECS may replace a task before the load balancer has stopped sending it traffic.',
  why: 'A fault that passes should cost a task its traffic for a while, which the load balancer gives back, and not the task. So the load balancer should notice first, ECS later.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  check: ({ attachments }) => attachments.flatMap(({ service: { taskDefinition }, targetGroup }) => {
    const removed = worstDetection(targetGroup.check);
    const early = isGiven(taskDefinition) ? essentialChecks(taskDefinition).filter(({ check }) => soonestKill(check) < removed) : [];
    return early.map(({ container, check, resource }) => ({
      resource,
      message: `ECS may give up ${whichContainer(container)} ${soonestKill(check)} s after a fault (${check.retries} failures, ${check.interval} s apart), `
        + `and '${targetGroup.resource.logicalId}' takes up to ${removed} s to stop its traffic.`,
      fix: `Set Retries to ${Math.ceil(removed / check.interval) + 1} or more with Interval ${check.interval}, or check the target more often.`,
    }));
  }),
};
