import { MATCHER_CODES } from '../../../contract/limits';
import { parseStatusCodes, type CodeRange } from '../../../shared/status-codes';
import { allowedHttpCodes } from '../../model/matcher-codes';
import { inWords } from '../../range';
import type { Problem, Rule } from '../../rule';
import type { Resource } from '../../template';
import { isGiven, type Text } from '../../value';

export const matcherNotAllowed: Rule = {
  name: 'MatcherNotAllowed',
  severity: 'error',
  what: 'A matcher is not in the form that AWS requires, or names codes that AWS does not allow.',
  why: 'Elastic Load Balancing refuses the target group, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html',
  check: ({ targetGroups }) => targetGroups.flatMap((group) => [
    ...problems(group.resource, 'HttpCode', group.check.httpCodes, allowedHttpCodes(group)),
    ...problems(group.resource, 'GrpcCode', group.check.grpcCodes, MATCHER_CODES.grpc),
  ]),
};

function problems(resource: Resource, name: 'HttpCode' | 'GrpcCode', codes: Text, allowed: CodeRange | undefined): Problem[] {
  if (!isGiven(codes) || !allowed) { return []; }
  return parseStatusCodes(codes)?.every(({ min, max }) => min >= allowed.min && max <= allowed.max) ? [] : [{
    resource,
    message: `Matcher.${name} is '${codes}', and Elastic Load Balancing allows ${inWords(allowed)}, as numbers and ranges between commas.`,
    fix: `Set it to the code of a healthy answer, such as ${name === 'HttpCode' ? '200 or 200-299' : '0 or 0,5'}.`,
  }];
}
