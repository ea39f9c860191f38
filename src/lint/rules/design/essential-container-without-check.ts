import { isUnchecked } from '../../model/container';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const essentialContainerWithoutCheck: Rule = {
  name: 'EssentialContainerWithoutCheck',
  severity: 'warning',
  what: 'An essential container of a service has no check. The log router that the CDK adds for FireLens is exempt.',
  why: 'ECS then only notices when its process ends: a container that hangs stays, and a HEALTHCHECK in the image is ignored.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  check: (model) => model.containers
    .filter(({ container }) => container.essential === true && isUnchecked(container) && !container.addedByCdk)
    .filter(({ taskDefinition }) => model.servicesOf(taskDefinition).length > 0)
    .map(({ container, resource }) => ({
      resource,
      message: `Nothing checks ${whichContainer(container)}.`,
      fix: 'Give it a HealthCheck on a liveness endpoint: Interval 30, Timeout 5, Retries 3, StartPeriod as long as its slowest normal start.',
    })),
};
