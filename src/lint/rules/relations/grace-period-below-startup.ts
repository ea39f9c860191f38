import { targetAfterBoot } from '../../../contract/timing';
import { set } from '../../edit';
import { neededGracePeriod } from '../../model/grace-period';
import { longestStartPeriod } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const gracePeriodBelowStartup: Rule = {
  name: 'GracePeriodBelowStartup',
  severity: 'warning',
  what: 'The grace period of a service behind a load balancer is shorter than the start of its tasks.',
  why:
    'The load balancer\'s check fails while the container boots; ECS then replaces the task, and its replacement after it. It is a note '
    + '(info) where the grace period covers the boot but not the checks after it: a target that turned unhealthy during the boot needs '
    + 'HealthyThresholdCount successes, not one.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html'],
  exception: 'The start period of the container check is longer than any boot.',
  check: ({ services, attachments }) => services.flatMap((service) => {
    const { resource, gracePeriod = 0, taskDefinition, registrations } = service;
    const startPeriod = isGiven(taskDefinition) ? longestStartPeriod(taskDefinition) : NaN;
    const needed = neededGracePeriod(attachments.filter((one) => one.service === service), startPeriod);
    const shorter = gracePeriod < startPeriod;
    const sought = Number.isNaN(needed) ? startPeriod + targetAfterBoot(USUAL_CHECK, startPeriod).latest : needed;
    return registrations.items.length > 0 && gracePeriod > 0 && (shorter || gracePeriod < needed)
      ? [
        {
          resource,
          severity: shorter ? 'warning' as const : 'info' as const,
          message:
              `HealthCheckGracePeriodSeconds is ${gracePeriod}, and a container of the task is given ${startPeriod} s to start `
              + `(StartPeriod)${shorter ? '' : `; until its target is healthy it may take ${needed} s`}.`,
          fix: `Set HealthCheckGracePeriodSeconds to ${sought}: the start, and the checks until the target is healthy.`,
          edits: [set(resource, ['HealthCheckGracePeriodSeconds'], sought)],
        },
      ]
      : [];
  }),
};

/** What a target group has by default, where it is not one of these templates. */
const USUAL_CHECK = { interval: 30, timeout: 5, healthyThreshold: 5, unhealthyThreshold: 2 };
