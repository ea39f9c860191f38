import type { Rule } from '../../rule';

export const grpcWithoutHttpsListener: Rule = {
  name: 'GrpcWithoutHttpsListener',
  severity: 'error',
  what: 'A listener of plain HTTP forwards to a gRPC target group.',
  why: 'Application load balancers take gRPC on HTTPS listeners alone.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
  check: ({ listeners }) =>
    listeners
      .filter(({ protocol }) => protocol === 'HTTP')
      .flatMap(({ resource, targetGroups }) =>
        targetGroups.items
          .filter(({ protocolVersion }) => protocolVersion === 'GRPC')
          .map((group) => ({
            resource,
            message: `The listener's protocol is HTTP, and the protocol version of '${group.resource.logicalId}' is GRPC.`,
            fix: "Set the listener's Protocol to HTTPS, with a certificate, and its Port to 443.",
          })),
      ),
};
