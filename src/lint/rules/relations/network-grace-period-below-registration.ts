import { NETWORK_REGISTRATION } from '../../../contract/budget-seconds';
import { set } from '../../edit';
import { neededGracePeriod } from '../../model/grace-period';
import { longestStartPeriod } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** Seconds. Registrations were measured to take 70 to 120: https://github.com/aws/containers-roadmap/issues/469 */
const MEASURED_REGISTRATION = 120;

export const networkGracePeriodBelowRegistration: Rule = {
  name: 'NetworkGracePeriodBelowRegistration',
  severity: 'warning',
  what: 'The grace period of a service behind a network load balancer is shorter than the registration of its targets.',
  why:
    'A network load balancer takes minutes to register a target, whose first state afterwards is unhealthy: ECS then replaces a task that '
    + 'works, and its replacement after it.',
  source: 'https://github.com/aws/aws-cdk/issues/16675',
  furtherSources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html',
    'https://github.com/aws/containers-roadmap/issues/469',
  ],
  unproven:
    'AWS says that registration takes "a few minutes"; one report measured 70 to 120 s, another names the state unhealthy after it.',
  exception: 'The application is ready long before, and a replaced task costs nothing.',
  check: ({ services, attachments }) => services.flatMap((service) => {
    const { resource, gracePeriod = 0, taskDefinition } = service;
    const own = attachments.filter((one) => one.service === service && one.targetGroup.network === true);
    const stated = isGiven(taskDefinition) ? longestStartPeriod(taskDefinition) : NaN;
    const needed = neededGracePeriod(own, stated > 0 ? stated : 0);
    const seconds = needed > 0 ? needed : NETWORK_REGISTRATION + 60;
    return own.length > 0 && gracePeriod > 0 && gracePeriod < MEASURED_REGISTRATION ? [{
      resource,
      message: `HealthCheckGracePeriodSeconds is ${gracePeriod}, and the network load balancer in front of `
        + `'${own[0].targetGroup.resource.logicalId}' may take ${NETWORK_REGISTRATION} s to register a target.`,
      fix: `Set HealthCheckGracePeriodSeconds to ${seconds}.`,
      edits: [set(resource, ['HealthCheckGracePeriodSeconds'], seconds)],
    }] : [];
  }),
};
