import { type Check, requireLinux, requireProtocol, requireStatusCodesUpTo, urlOf } from './check';
import { HealthProtocol } from '../../contract/health-protocol';

/**
 * wget's words for one check: short options, which GNU Wget and BusyBox share. A GET, because `--spider` sends HEAD and many
 * frameworks answer HEAD differently.
 */
export function wgetCommand(binary: string, gnu: boolean, check: Check): string[] {
  requireLinux('wget', check);
  requireProtocol('wget', [HealthProtocol.HTTP, HealthProtocol.HTTPS], check);
  requireStatusCodesUpTo('wget', 299, check.endpoint);
  return [
    binary,
    '-q',
    '-Y', 'off', // no proxy
    '-t', '1', // GNU Wget tries 20 times otherwise; BusyBox tries once and ignores it
    '-T', String(Math.max(1, Math.floor(check.seconds))), // BusyBox takes whole seconds only
    '-O', '/dev/null',
    ...check.endpoint.protocol === HealthProtocol.HTTPS ? ['--no-check-certificate'] : [],
    ...gnu ? ['--max-redirect=0'] : [],
    urlOf(check),
  ];
}
