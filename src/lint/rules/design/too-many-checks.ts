import { containerProbesPerDay, targetGroupProbesPerDay } from '../../../contract/probe-load';
import { essentialChecks } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** One every two seconds. */
const MOST_PROBES = 24 * 60 * 60 / 2;

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

export const tooManyChecks: Rule = {
  name: 'TooManyChecks',
  severity: 'warning',
  what: 'A task is checked more than every two seconds on average.',
  why: 'Checks are load: each node of each load balancer sends a request every interval, which takes capacity from users.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  unproven: 'The limit of one check in two seconds is a judgement.',
  exception: 'The checks cost nothing, and seconds count.',
  check: ({ services, attachments }) => services.flatMap((service) => {
    const { resource, taskDefinition } = service;
    const groups = attachments.filter((attachment) => attachment.service === service).map(({ targetGroup }) => targetGroup.check.interval);
    const containers = isGiven(taskDefinition) ? essentialChecks(taskDefinition).map(({ check }) => check.interval) : [];
    const probes = sum(containers.map(containerProbesPerDay)) + sum(groups.map(targetGroupProbesPerDay));
    return probes > MOST_PROBES
      ? [
        {
          resource,
          message:
              `Its container checks (every ${containers.join(', ') || '–'} s) and target groups (every `
              + `${groups.join(', ') || '–'} s, two nodes each) `
              + `check a task ${probes.toLocaleString('en-US')} times a day.`,
          fix: 'Set HealthCheckIntervalSeconds to 10 or more, and Interval of the container check to 30.',
        },
      ]
      : [];
  }),
};
