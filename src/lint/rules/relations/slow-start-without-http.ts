import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const HTTP = ['HTTP', 'HTTPS'];

export const slowStartWithoutHttp: Rule = {
  name: 'SlowStartWithoutHttp',
  severity: 'error',
  what: 'A target group of a network load balancer starts its targets slowly.',
  why: 'Only target groups of HTTP and HTTPS have slow start: Elastic Load Balancing refuses the attribute.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html',
  check: ({ targetGroups }) => targetGroups
    .filter(({ slowStart, protocol }) => slowStart > 0 && isGiven(protocol) && !HTTP.includes(protocol))
    .map(({ resource, slowStart, protocol, setAttribute }) => ({
      resource,
      message: `slow_start.duration_seconds is ${slowStart}, and the protocol is ${String(protocol)}.`,
      fix: 'Set slow_start.duration_seconds to 0, or let a grace period cover the warm-up.',
      edits: [setAttribute('slow_start.duration_seconds', 0)],
    })),
};
