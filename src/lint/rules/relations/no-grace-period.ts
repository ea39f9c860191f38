import { targetDetection, unhealthyFromStart } from '../../../contract/timing';
import { set } from '../../edit';
import { neededGracePeriod } from '../../model/grace-period';
import { decidingChecks, longestStartPeriod } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** Seconds, where the task does not say how long it starts. */
const USUAL_START = 30;

/** Seconds. A target group that takes so long lets most applications boot. */
const PATIENT = 120;

export const noGracePeriod: Rule = {
  name: 'NoGracePeriod',
  severity: 'warning',
  what: 'A service behind a load balancer has no grace period.',
  why:
    'ECS counts failed load-balancer checks from a task\'s first second, and may replace it while it boots. It is a note (info) where '
    + 'target group and container check take two minutes or more until they count as failed.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  exception: 'The application answers within a second of its start.',
  check: ({ services, attachments }) => services
    .filter(({ registrations, gracePeriod = 0 }) => registrations.items.length > 0 && gracePeriod === 0)
    .map((service) => {
      const { resource, gracePeriod, taskDefinition } = service;
      const own = attachments.filter((one) => one.service === service);
      const checks = isGiven(taskDefinition) ? decidingChecks(taskDefinition).map(({ check }) => check) : [];
      const soonest = Math.min(
        ...own.map(({ targetGroup }) => targetDetection(targetGroup.check).soonest),
        ...checks.map((check) => unhealthyFromStart(check, check.startPeriod ?? 0)),
      );
      const stated = isGiven(taskDefinition) ? longestStartPeriod(taskDefinition) : NaN;
      const start = stated > 0 ? stated : USUAL_START;
      const needed = neededGracePeriod(own, start);
      const seconds = needed > 0 ? needed : 2 * start;
      return {
        resource,
        severity: soonest >= PATIENT && soonest < Infinity ? 'info' as const : 'warning' as const,
        message:
          `HealthCheckGracePeriodSeconds is ${gracePeriod ?? 'not given, which means 0'}`
          + `${soonest < Infinity ? `: ECS may replace a task that does not answer ${soonest} s after its start` : ''}.`,
        fix: `Set it to ${seconds}: a start of ${start} s${stated > 0 ? ' (StartPeriod)' : ''}, and the checks until the target is `
          + 'healthy.',
        edits: [set(resource, ['HealthCheckGracePeriodSeconds'], seconds)],
      };
    }),
};
