import { remove, set } from '../../edit';
import type { Rule } from '../../rule';
import { differs, isGiven } from '../../value';

export const grpcMatcherOnHttpGroup: Rule = {
  name: 'GrpcMatcherOnHttpGroup',
  severity: 'error',
  what: 'A target group that does not speak gRPC is given gRPC codes.',
  why: 'GrpcCode is for the protocol version GRPC alone: Elastic Load Balancing refuses it elsewhere.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  unproven: 'The page gives each protocol version codes of its own; that others are refused, it does not say.',
  check: ({ targetGroups }) =>
    targetGroups
      .filter(({ protocolVersion, check }) => isGiven(check.grpcCodes) && differs(protocolVersion, 'GRPC'))
      .map(({ resource, protocolVersion, check }) => ({
        resource,
        message:
          `Matcher.GrpcCode is ${String(check.grpcCodes)}, and the protocol version is `
          + `${isGiven(protocolVersion) ? protocolVersion : 'none'}.`,
        fix: 'Replace GrpcCode by HttpCode 200, or set ProtocolVersion to GRPC.',
        edits: check.protocol === 'TCP' ? [remove(resource, ['Matcher'])]
          : [remove(resource, ['Matcher', 'GrpcCode']), ...isGiven(check.httpCodes) ? [] : [set(resource, ['Matcher', 'HttpCode'], '200')]],
      })),
};
