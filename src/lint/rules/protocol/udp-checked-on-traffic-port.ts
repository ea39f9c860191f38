import { containerOf } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const udpCheckedOnTrafficPort: Rule = {
  name: 'UdpCheckedOnTrafficPort',
  severity: 'warning',
  what: 'Targets of a UDP group are checked by a connection to their UDP port.',
  why:
    'There are no checks by UDP: the load balancer connects by TCP to the same port number, where a server of UDP '
    + 'alone does not listen, and no target is ever healthy.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html',
  unproven: 'That nothing listens by TCP on the port is concluded from the port mappings.',
  exception: 'The server listens by TCP on the same port, unmapped.',
  check: ({ attachments }) =>
    attachments.flatMap(({ service: { taskDefinition }, registration: { containerName, containerPort }, targetGroup }) => {
      const { resource, protocol, check } = targetGroup;
      const container = isGiven(taskDefinition) ? containerOf(taskDefinition, containerName) : undefined;
      // A port that is not known may be this one.
      const listens = !container?.ports.complete || container.tcpPorts.some((port) => !(port < containerPort || port > containerPort));
      return protocol === 'UDP' && !listens && (check.port === 'traffic-port' || check.port === String(containerPort))
        ? [
          {
            resource,
            message:
                `The group's protocol is UDP, the check is ${isGiven(check.protocol) ? check.protocol : 'TCP'} on the traffic `
                + `port ${containerPort}, `
                + `and container '${String(containerName)}' maps it for UDP alone.`,
            fix: 'Let the container answer TCP or HTTP on another port, such as 8080, map it, and set HealthCheckPort to it.',
          },
        ]
        : [];
    }),
};
