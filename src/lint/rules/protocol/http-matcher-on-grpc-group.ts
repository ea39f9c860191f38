import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const httpMatcherOnGrpcGroup: Rule = {
  name: 'HttpMatcherOnGrpcGroup',
  severity: 'error',
  what: 'A target group that speaks gRPC is given HTTP codes.',
  why: 'A gRPC server answers with HTTP 200 whatever the call ends with: Elastic Load Balancing compares gRPC codes and refuses HttpCode.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  furtherSources: ['https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md'],
  unproven: 'The page gives each protocol version codes of its own; that others are refused, it does not say.',
  check: ({ targetGroups }) => targetGroups
    .filter(({ protocolVersion, check }) => protocolVersion === 'GRPC' && isGiven(check.httpCodes))
    .map(({ resource, check }) => ({
      resource,
      message: `Matcher.HttpCode is ${String(check.httpCodes)}, and the protocol version is GRPC.`,
      fix: 'Replace HttpCode by GrpcCode 0 (OK) and check a method that exists.',
    })),
};
