import type { Rule } from '../../rule';
import { differs } from '../../value';

export const slowStartWithAlgorithm: Rule = {
  name: 'SlowStartWithAlgorithm',
  severity: 'error',
  what: 'A target group starts its targets slowly and balances by an algorithm that cannot do so.',
  why: 'Elastic Load Balancing refuses slow start with any algorithm but round robin.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html',
  furtherSources: ['https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3686'],
  check: ({ targetGroups }) => targetGroups
    .filter(({ slowStart, algorithm }) => slowStart > 0 && differs(algorithm, 'round_robin'))
    .map(({ resource, slowStart, algorithm, setAttribute }) => ({
      resource,
      message: `slow_start.duration_seconds is ${slowStart}, and load_balancing.algorithm.type is ${String(algorithm)}.`,
      fix: 'Set load_balancing.algorithm.type to round_robin, or slow_start.duration_seconds to 0.',
      edits: [setAttribute('load_balancing.algorithm.type', 'round_robin')],
    })),
};
