import { type Check, requireLinux, requireProtocol } from './check';
import { HealthProtocol } from '../../contract/health-protocol';

// The values are positional arguments and never part of the code. A connect has no timeout of its own, so it runs in a process
// substitution, and `read` waits for its output.
const SCRIPT = [
  'read -r -t "$2" answer < <(exec 3<>"/dev/tcp/127.0.0.1/$1" && echo open)',
  '[[ $answer == open ]] && exit 0',
  'kill $! 2>/dev/null',
  'exit 1',
].join('; ');

/** bash's words for one check. */
export function bashTcpCommand(binary: string, check: Check): string[] {
  requireLinux('bash', check);
  requireProtocol('bash', [HealthProtocol.TCP], check);
  return [binary, '-c', SCRIPT, 'bash', check.port, String(check.seconds)];
}
