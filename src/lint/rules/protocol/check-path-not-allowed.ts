import { HEALTH_CHECK } from '../../../contract/limits';
import { shortened } from '../../model/words';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const checkPathNotAllowed: Rule = {
  name: 'CheckPathNotAllowed',
  severity: 'error',
  what: 'The path of a check does not begin with a slash, or is longer than allowed.',
  why: 'Elastic Load Balancing refuses the target group, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  furtherSources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html'],
  unproven: 'The guide gives the form /path?query; that a path without the slash is refused, no page says.',
  check: ({ targetGroups }) =>
    targetGroups.flatMap(({ resource, check: { path } }) =>
      isGiven(path) && (!path.startsWith('/') || path.length > HEALTH_CHECK.pathLength)
        ? [
          {
            resource,
            message:
                `HealthCheckPath is '${shortened(path, 40)}' with ${path.length} characters; it must begin with a slash and have `
                + `at most ${HEALTH_CHECK.pathLength}.`,
            fix: path.startsWith('/')
              ? `Shorten it to ${HEALTH_CHECK.pathLength} characters.`
              : 'Give the path alone, such as /health/ready, without scheme and host.',
          },
        ]
        : [],
    ),
};
