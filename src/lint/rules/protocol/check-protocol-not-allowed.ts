import { set } from '../../edit';
import type { Rule } from '../../rule';
import { differs, isGiven } from '../../value';

const CHECKS = ['HTTP', 'HTTPS', 'TCP'];
const APPLICATION = ['HTTP', 'HTTPS'];

export const checkProtocolNotAllowed: Rule = {
  name: 'CheckProtocolNotAllowed',
  severity: 'error',
  what: 'A target group is checked by a protocol that cannot check it.',
  why: 'Checks are made by HTTP, HTTPS or TCP, whatever the traffic is; groups of HTTP and HTTPS cannot be checked by TCP.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  check: ({ targetGroups }) => targetGroups.flatMap(({ resource, protocol, check }) => {
    const http = isGiven(protocol) && APPLICATION.includes(protocol);
    const impossible = isGiven(check.protocol) && differs(check.protocol, ...CHECKS);
    return impossible || (check.protocol === 'TCP' && http)
      ? [
        {
          resource,
          message: `HealthCheckProtocol is ${String(check.protocol)}${http ? `, and the group's protocol is ${protocol}` : ''}.`,
          fix: http
            ? 'Set HealthCheckProtocol to HTTP or HTTPS.'
            : 'Set HealthCheckProtocol to TCP, HTTP or HTTPS, and HealthCheckPort to a port that answers it.',
          edits: http ? [set(resource, ['HealthCheckProtocol'], 'HTTP')] : undefined,
        },
      ]
      : [];
  }),
};
