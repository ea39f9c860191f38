import { CONTAINER_CHECK, TARGET_GROUP_CHECK } from '../../../contract/limits';
import { containerDetection, targetDetection } from '../../../contract/timing';
import { set, type Edit } from '../../edit';
import type { Attachment } from '../../model/lint-model';
import { registeredCheck } from '../../model/service';
import type { TaskCheck } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import { isOutside } from '../../range';
import type { Problem, Rule } from '../../rule';

export const containerKillBeforeTrafficRemoval: Rule = {
  name: 'ContainerKillBeforeTrafficRemoval',
  severity: 'warning',
  what: 'ECS may replace a task before the load balancer has stopped sending it traffic.',
  why:
    'A passing fault should only stop the traffic of a task for a while, not replace the task. So the load balancer '
    + 'should detect a fault first, and ECS later. It is a note (info) where only unlucky moments of the checks bring ECS first.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  unproven: 'The order is a judgement: the page says only that ECS stops and replaces a task that is unhealthy.',
  exception: 'A task that cannot recover without a restart may be replaced at once.',
  check: ({ attachments }) => attachments.flatMap((attachment) => (
    registeredCheck(attachment.service, attachment.registration).flatMap((checked) => problemOf(attachment, checked)))),
};

function problemOf({ targetGroup }: Attachment, { container, check, resource }: TaskCheck): Problem[] {
  const kill = containerDetection(check);
  const removed = targetDetection(targetGroup.check);
  if (!(kill.soonest < removed.latest)) { return []; }
  const usual = kill.soonest + kill.latest < removed.soonest + removed.latest;
  const proposal = propose(check, container.path, resource, targetGroup.check, targetGroup.resource);
  return [{
    resource,
    severity: usual ? 'warning' : 'info',
    message:
      `ECS may replace the task of ${whichContainer(container)} ${kill.soonest} s after a fault (${check.retries} failures, `
      + `${check.interval} s apart), and '${targetGroup.resource.logicalId}' takes up to ${removed.latest} s to stop its traffic.`,
    ...proposal,
  }];
}

/** Slower removal of traffic is the fault itself, so that the container check need not wait for it. */
const SLOWEST_REMOVAL = 300;

/** The smallest change within what AWS allows: more retries, else a longer interval, else a quicker target group. */
function propose(
  { retries, interval }: TaskCheck['check'],
  path: TaskCheck['container']['path'],
  container: TaskCheck['resource'],
  target: Attachment['targetGroup']['check'],
  group: TaskCheck['resource'],
): Pick<Problem, 'fix' | 'edits'> {
  const removed = targetDetection(target).latest;
  const { retries: { max: mostRetries }, interval: longest } = CONTAINER_CHECK;
  const ofContainer = (name: string, value: number): Edit => set(container, [...path, 'HealthCheck', name], value);
  const needed = Math.ceil(removed / interval) + 1;
  if (removed <= SLOWEST_REMOVAL && needed <= mostRetries && !isOutside(interval, longest)) {
    return {
      fix: `Set Retries to ${needed} with Interval ${interval}, or check the target more often.`,
      edits: [ofContainer('Retries',
        needed)],
    };
  }
  const kept = Math.min(mostRetries, Math.max(3, retries));
  const slower = Math.ceil(removed / (kept - 1));
  if (removed <= SLOWEST_REMOVAL && !isOutside(slower, longest)) {
    return {
      fix: `Set Interval to ${slower} with Retries ${kept}, or check the target more often.`,
      edits: [ofContainer('Interval', slower), ...kept === retries ? [] : [ofContainer('Retries', kept)]],
    };
  }
  return quicken(target, group, containerDetection({ retries, interval, timeout: 0 }).soonest);
}

function quicken(target: Attachment['targetGroup']['check'], group: TaskCheck['resource'], kill: number): Pick<Problem, 'fix' | 'edits'> {
  const { interval: { min }, threshold } = TARGET_GROUP_CHECK;
  const possible = Math.floor((kill - target.timeout) / threshold.min);
  const interval = Math.min(target.interval, possible);
  return possible >= min && interval > target.timeout
    ? {
      fix: `Set UnhealthyThresholdCount to ${threshold.min} and HealthCheckIntervalSeconds to ${interval}: the target is then unhealthy `
        + 'after '
        + `at most ${targetDetection({ ...target, interval, unhealthyThreshold: threshold.min }).latest} s.`,
      edits: [set(group, ['UnhealthyThresholdCount'], threshold.min), set(group, ['HealthCheckIntervalSeconds'], interval)],
    }
    : {
      fix: `Set UnhealthyThresholdCount to ${threshold.min} and HealthCheckIntervalSeconds to 15, and Retries and Interval of the `
        + 'container '
        + 'check to 3 and 30.',
    };
}
