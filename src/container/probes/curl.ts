import { Check, highestStatusCode, requireProtocol, requireStatusCodesUpTo, urlOf } from './check';

/** curl's words for one check. */
export function curlCommand(binary: string, check: Check): string[] {
  requireProtocol('curl', ['http', 'https'], check);
  requireStatusCodesUpTo('curl', 399, check.endpoint);
  // --fail refuses from 400 on. Following with no redirect allowed makes an error of a 3xx that names another place, and never goes there.
  const redirectsAreErrors = highestStatusCode(check.endpoint) < 300;
  return [
    binary,
    '-q', // has to come first: ignores a .curlrc
    '--silent', '--show-error', '--fail',
    ...(redirectsAreErrors ? ['--location', '--max-redirs', '0'] : []),
    ...(check.endpoint.protocol === 'https' ? ['--insecure'] : []),
    '--noproxy', '*',
    '--globoff', '--path-as-is', // the path goes out as it is: no [1-9] ranges, no ../ resolved
    '--max-time', String(check.seconds),
    '--output', check.windows ? 'NUL' : '/dev/null',
    urlOf(check),
  ];
}
