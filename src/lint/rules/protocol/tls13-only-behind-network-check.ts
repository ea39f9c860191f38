import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** Policies of which 1.3 is the least version. */
const ONLY_TLS13 = 'ELBSecurityPolicy-TLS13-1-3-';

export const tls13OnlyBehindNetworkCheck: Rule = {
  name: 'Tls13OnlyBehindNetworkCheck',
  severity: 'warning',
  what: 'A network load balancer checks by HTTPS what speaks TLS 1.3 alone.',
  why: 'HTTPS checks of a network load balancer fail against targets that only speak TLS 1.3.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html',
  exception: 'Another listener is checked by means that the template does not show.',
  check: ({ targetGroups, listeners }) => targetGroups
    .filter(({ targetType, check }) => targetType === 'alb' && check.protocol === 'HTTPS')
    .flatMap(({ resource, check, port, targets }) => {
      const checkedPort = check.port === 'traffic-port' ? port : isGiven(check.port) ? Number(check.port) : NaN;
      return listeners
        .filter(
          (listener) =>
            isGiven(listener.loadBalancer)
            && targets.items.includes(listener.loadBalancer.resource)
            && listener.port === checkedPort
            && isGiven(listener.sslPolicy)
            && listener.sslPolicy.startsWith(ONLY_TLS13),
        )
        .map((listener) => ({
          resource,
          message:
            `The HTTPS check meets the listener '${listener.resource.logicalId}' on port ${checkedPort}, whose policy is `
            + `${String(listener.sslPolicy)}.`,
          fix: "Set the listener's SslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06, or check another listener of the load balancer.",
        }));
    }),
};
