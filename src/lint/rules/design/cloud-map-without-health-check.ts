import type { Rule } from '../../rule';

export const cloudMapWithoutHealthCheck: Rule = {
  name: 'CloudMapWithoutHealthCheck',
  severity: 'warning',
  what: 'Tasks are registered in a service of Cloud Map that does not know their health.',
  why:
    'Without HealthCheckCustomConfig ECS cannot report the health of a task to Cloud Map, which answers with it from its registration to '
      + 'its '
    + 'deregistration: clients are sent to tasks that boot, and to tasks that are UNHEALTHY.',
  source: 'https://docs.aws.amazon.com/cloud-map/latest/dg/services-health-checks.html',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html'],
  exception: 'Clients find out by themselves, and try the next task.',
  check: ({ services, cloudMapServices }) => cloudMapServices
    .filter(({ resource, customCheck, route53Check }) => customCheck === false && route53Check === false
      && services.some(({ registries }) => registries.items.includes(resource)))
    .map(({ resource }) => ({
      resource,
      message: 'The service has neither HealthCheckCustomConfig nor HealthCheckConfig.',
      fix: 'Set HealthCheckCustomConfig to { FailureThreshold: 1 }, which replaces the service of Cloud Map.',
    })),
};
