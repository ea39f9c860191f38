import { type Check, highestStatusCode, requireProtocol, requireStatusCodesUpTo, urlOf } from './check';
import { HealthProtocol } from '../../contract/health-protocol';

/** curl's words for one check. */
export function curlCommand(binary: string, check: Check): string[] {
  requireProtocol('curl', [HealthProtocol.HTTP, HealthProtocol.HTTPS], check);
  requireStatusCodesUpTo('curl', 399, check.endpoint);
  // --fail refuses codes from 400. --location with --max-redirs 0 turns a redirect into an error without following it.
  const redirectsAreErrors = highestStatusCode(check.endpoint) < 300;
  return [
    binary,
    '-q', // must be first: ignores a .curlrc
    '--silent', '--show-error', '--fail',
    ...redirectsAreErrors ? ['--location', '--max-redirs', '0'] : [],
    ...check.endpoint.protocol === HealthProtocol.HTTPS ? ['--insecure'] : [],
    '--noproxy', '*',
    '--globoff', '--path-as-is', // the path is sent unchanged: no [1-9] ranges, no ../ resolved
    '--max-time', String(check.seconds),
    '--output', check.windows ? 'NUL' : '/dev/null',
    urlOf(check),
  ];
}
