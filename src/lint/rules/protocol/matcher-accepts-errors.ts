import { acceptsStatus, parseStatusCodes } from '../../../shared/status-codes';
import type { Problem, Rule } from '../../rule';
import type { Resource } from '../../template';
import { isGiven, type Text } from '../../value';

/** What no healthy target answers: no such path, and faults of the server. */
const HTTP_ERRORS = [404, 500, 502, 503, 504];
/** INTERNAL and UNAVAILABLE. */
const GRPC_ERRORS = [13, 14];

export const matcherAcceptsErrors: Rule = {
  name: 'MatcherAcceptsErrors',
  severity: 'warning',
  what: 'A matcher counts errors as healthy.',
  why: 'A target that does not know the path, or fails at it, stays in service.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html',
  exception: 'The code is the right answer of the path, such as 404 of a gateway without a route.',
  check: ({ targetGroups }) => targetGroups.flatMap(({ resource, check }) => [
    ...problems(resource, 'HttpCode', check.httpCodes, HTTP_ERRORS),
    ...problems(resource, 'GrpcCode', check.grpcCodes, GRPC_ERRORS),
  ]),
};

function problems(resource: Resource, name: 'HttpCode' | 'GrpcCode', codes: Text, errors: readonly number[]): Problem[] {
  const accepted = isGiven(codes) && parseStatusCodes(codes) ? errors.filter((code) => acceptsStatus(codes, code)) : [];
  return accepted.length > 0 ? [{
    resource,
    message: `Matcher.${name} is ${String(codes)}: ${accepted.join(', ')} count as healthy.`,
    fix: `Set it to the code of a healthy answer: ${name === 'HttpCode' ? 200 : 0}.`,
  }] : [];
}
