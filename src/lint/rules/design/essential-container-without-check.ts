import { targetDetection } from '../../../contract/timing';
import { isUnchecked, type Container } from '../../model/container';
import { registeredContainer, type Registration, type Service } from '../../model/service';
import { decidingChecks } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Problem, Rule } from '../../rule';
import { isEmpty, UNKNOWN } from '../../value';

export const essentialContainerWithoutCheck: Rule = {
  name: 'EssentialContainerWithoutCheck',
  severity: 'warning',
  what: 'An essential container of a service has no check. The log router that the CDK adds for FireLens is exempt.',
  why:
    'Where nothing else checks the task, ECS only notices when a process ends: a container that hangs stays, and a HEALTHCHECK in the '
      + 'image '
    + 'is ignored. It is a note (info) where a load balancer checks the container, or something else checks the task.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  exception: 'A load balancer checks the container, and a process that hangs answers it no more.',
  check: (model) =>
    model.containers
      .filter(({ container }) => container.essential === true && isUnchecked(container) && !container.addedByCdk)
      .flatMap(({ container, taskDefinition, resource }) => {
        const services = model.servicesOf(taskDefinition);
        const others = decidingChecks(taskDefinition).map((decides) => decides.container).filter((other) => other !== container);
        return services.length === 0 ? [] : [{ resource, ...finding(container, services, others) }];
      }),
};

const FIX = 'Give it a HealthCheck on a liveness endpoint: Interval 30, Timeout 5, Retries 3, StartPeriod as long as its slowest normal '
  + 'start.';

function finding(
  container: Container, services: readonly Service[], others: readonly Container[],
): Omit<Problem, 'resource'> {
  const registrations = services.flatMap((service) => service.registrations.items.map((registration) => ({ service, registration })));
  const own = registrations.find(({ service, registration }) => registeredContainer(service, registration) === container);
  const which = whichContainer(container);
  if (own) { return { severity: 'info', message: `No check runs in ${which}. ${byLoadBalancer(own.registration)}`, fix: FIX }; }
  const watched = others.length > 0 ? `a check of ${whichContainer(others[0])}`
    : registrations.length > 0 ? 'the load balancer\'s check of the traffic'
      : undefined;
  if (watched) {
    return {
      severity: 'info',
      message: `No check runs in ${which}: unless its fault fails ${watched}, ECS notices only when its process `
      + 'ends.',
      fix: FIX,
    };
  }
  const certain = services.every((service) => isEmpty(service.registrations) && service.lattice === false);
  return certain
    ? { message: `Nothing checks ${which}: ECS notices only when its process ends.`, fix: FIX }
    : { severity: 'info', message: `No check runs in ${which}; whether a load balancer checks it, the deployment decides.`, fix: FIX };
}

function byLoadBalancer({ targetGroup, classic }: Registration): string {
  if (targetGroup === UNKNOWN || classic) { return 'Its load balancer checks it, and ECS replaces the task when that finds it unhealthy.'; }
  const { check, resource } = targetGroup;
  const latest = targetDetection(check).latest;
  return `The target group '${resource.logicalId}' checks it${latest > 0 ? `, finds it unhealthy after at most ${latest} s` : ''}, and `
    + 'ECS then replaces '
    + `the task${check.protocol === 'TCP' ? '; it only connects, which a process that hangs may still accept' : ''}.`;
}
