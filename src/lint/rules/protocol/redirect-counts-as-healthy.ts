import { acceptsStatus, parseStatusCodes } from '../../../shared/status-codes';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const REDIRECTS = [301, 302, 303, 307, 308];

export const redirectCountsAsHealthy: Rule = {
  name: 'RedirectCountsAsHealthy',
  severity: 'warning',
  what: 'A target that only redirects counts as healthy.',
  why:
    'A redirect to HTTPS or to a login comes from the server\'s configuration, before the application runs: it proves that something '
    + 'listens. It is a note (info) where other codes are healthy as well.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html',
  unproven: 'Where a redirect comes from is concluded from what servers usually do.',
  exception: 'The application itself decides on the redirect.',
  check: ({ targetGroups }) => targetGroups.flatMap(({ resource, check: { httpCodes } }) => {
    if (!isGiven(httpCodes) || !parseStatusCodes(httpCodes)) { return []; }
    // MatcherAcceptsErrors names what is worse.
    if (acceptsStatus(httpCodes, 404)) { return []; }
    const accepted = REDIRECTS.filter((code) => acceptsStatus(httpCodes, code));
    const alone = ![200, 201, 202, 204].some((code) => acceptsStatus(httpCodes, code));
    return accepted.length > 0 ? [{
      resource,
      severity: alone ? 'warning' as const : 'info' as const,
      message: `Matcher.HttpCode is ${httpCodes}: ${accepted.join(', ')} count as healthy.`,
      fix: 'Set HealthCheckPath to a path that the application answers with 200, and Matcher.HttpCode to 200.',
    }] : [];
  }),
};
