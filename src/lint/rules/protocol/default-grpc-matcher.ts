import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** The method that AWS calls where the template names none: no server has it. */
const DEFAULT_METHOD = '/AWS.ALB/healthcheck';

export const defaultGrpcMatcher: Rule = {
  name: 'DefaultGrpcMatcher',
  severity: 'warning',
  what: 'A gRPC target group counts the default code as healthy.',
  why:
    'The default is 12, UNIMPLEMENTED: it proves that some gRPC server answers, not that the service works; a method '
    + 'that exists fails with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html',
  furtherSources: ['https://github.com/grpc/grpc/blob/master/doc/statuscodes.md'],
  exception: 'The server cannot serve a method for its health: then the check proves only that it answers.',
  check: ({ targetGroups }) =>
    targetGroups
      .filter(({ protocolVersion, check }) => protocolVersion === 'GRPC' && check.grpcCodes === undefined && check.httpCodes === undefined)
      .map(({ resource, check: { path } }) => ({
        resource,
        message:
          isGiven(path) && path !== DEFAULT_METHOD
            ? `The check calls ${path}, and GrpcCode is not given, which means 12 (UNIMPLEMENTED): the answer of a method `
              + 'that does not exist.'
            : 'GrpcCode is not given, which means 12 (UNIMPLEMENTED): any gRPC server passes.',
        fix: 'Set HealthCheckPath to /grpc.health.v1.Health/Check, or a method of the service, and Matcher.GrpcCode to 0.',
      })),
};
