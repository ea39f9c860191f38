import { targetDetection } from '../../../contract/timing';
import { isUnchecked, runningCheck, type Container } from '../../model/container';
import { registeredContainer } from '../../model/service';
import { endsInSuccess } from '../../model/shell-status';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

/** Ports on which mostly a server of HTTP listens. */
const HTTP_PORTS = [80, 443, 3000, 5000, 8000, 8080, 8081, 8443];

export const networkTcpCheckAlone: Rule = {
  name: 'NetworkTcpCheckAlone',
  severity: 'info',
  what: 'A connection of a network load balancer is the only check of what seems to be a server of HTTP.',
  why:
    'The kernel accepts connections for a process that hangs until the queue of its listener is full: the target stays healthy, and '
      + 'answers '
    + 'nothing.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html',
  furtherSources: ['https://man7.org/linux/man-pages/man2/listen.2.html'],
  unproven: 'That it is a server of HTTP is concluded from the port.',
  exception: 'The port speaks another protocol than HTTP.',
  check: ({ attachments }) => attachments.flatMap(({ service, registration, targetGroup: { resource, network, check } }) => {
    const container = registeredContainer(service, registration);
    return container && isAlone(container) && network === true && check.protocol === 'TCP'
      && HTTP_PORTS.includes(registration.containerPort)
      ? [{
        resource,
        message: `The check of ${whichContainer(container)} connects to port ${registration.containerPort} by TCP`
          + `${targetDetection(check).latest > 0 ? `, every ${check.interval} s,` : ''} and nothing else checks it.`,
        fix: 'Set HealthCheckProtocol to HTTP and HealthCheckPath to a path of the server, or give the container a HealthCheck.',
      }]
      : [];
  }),
};

/** Whether no check of its own can fail. */
function isAlone(container: Container): boolean {
  const check = runningCheck(container);
  return check ? endsInSuccess(check) !== undefined : isUnchecked(container);
}
