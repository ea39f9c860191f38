import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const METHOD = /^\/[\w.]+\/\w+$/;

export const grpcCheckPathForm: Rule = {
  name: 'GrpcCheckPathForm',
  severity: 'warning',
  what: 'The path of a gRPC check is not that of a method.',
  why:
    'A gRPC server answers UNIMPLEMENTED (12) to everything that is not /package.service/method: the check proves '
    + 'nothing about the service.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  furtherSources: ['https://github.com/grpc/grpc/blob/master/doc/statuscodes.md'],
  exception: 'The server answers that path with a status of its own.',
  check: ({ targetGroups }) =>
    targetGroups.flatMap(({ resource, protocolVersion, check: { path } }) =>
      protocolVersion === 'GRPC' && isGiven(path) && !METHOD.test(path)
        ? [
          {
            resource,
            message: `HealthCheckPath is '${path}', and the form of a gRPC method is /package.service/method.`,
            fix: 'Set HealthCheckPath to /grpc.health.v1.Health/Check, or a method of the service, and Matcher.GrpcCode to 0.',
          },
        ]
        : [],
    ),
};
