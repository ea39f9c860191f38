import { CONTAINER_CHECK } from '../../../contract/limits';
import { CONTAINER_CHECK_DEFAULTS } from '../../model/container';
import type { ImageCheck } from '../../model/image-check';
import { shortened, whichContainer } from '../../model/words';
import { nearest } from '../../range';
import type { Rule } from '../../rule';

export const imageCheckIgnored: Rule = {
  name: 'ImageCheckIgnored',
  severity: 'warning',
  what: 'The image of a container has a HEALTHCHECK of its own, and the task definition has no check for the container.',
  why:
    'ECS runs and reports only the checks of the task definition, never that of the Dockerfile. The rule knows the '
    + 'Dockerfiles of images that the CDK builds.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  exception: 'The load balancer\'s check is enough.',
  check: (model) =>
    model.containers.flatMap(({ container, resource }) => {
      const check = container.check === undefined ? model.imageCheckOf(container) : undefined;
      return check
        ? [
          {
            resource,
            message:
                `ECS ignores the HEALTHCHECK in the image of ${whichContainer(container)} ('${shortened(check.command)}'), and `
                + 'its task definition has no check.',
            fix: `State it as the container's HealthCheck: ${check.form}, ${settings(check)}; or by ContainerProbe or LayeredHealth.`,
          },
        ]
        : [];
    }),
};

/** The settings of the image's check as ECS allows them, with ECS's defaults where it has none. */
function settings(check: ImageCheck): string {
  const interval = nearest(check.interval ?? CONTAINER_CHECK_DEFAULTS.interval, CONTAINER_CHECK.interval);
  const timeout = Math.min(nearest(check.timeout ?? CONTAINER_CHECK_DEFAULTS.timeout, CONTAINER_CHECK.timeout), interval - 1);
  const retries = nearest(check.retries ?? CONTAINER_CHECK_DEFAULTS.retries, CONTAINER_CHECK.retries);
  const start = check.startPeriod === undefined ? '' : `, StartPeriod ${nearest(check.startPeriod, CONTAINER_CHECK.startPeriod)}`;
  return `Interval ${interval}, Timeout ${timeout}, Retries ${retries}${start}`;
}
