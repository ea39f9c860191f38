import { container, settings, targetGroup } from './timeline-settings';
import { applyProposal } from '../../cli/services/apply-proposal';
import { proposeContract } from '../../cli/services/propose-contract';
import { proposeEndpoints, type ProposedEndpoint } from '../../cli/services/propose-endpoints';
import { whenKnown } from '../../cli/services/quantity';
import type { TargetGroupSettings } from '../../cli/services/service-settings';
import { UNKNOWN } from '../../src/lint/value';

const REASON = { reason: expect.any(String) };
const GUESSES = { guesses: [expect.any(String)] };
const CURL = { statusCodes: '200-399' };

/** What is proposed where only the container is checked, and no port is known otherwise. */
const fromCommand = (...command: string[]) => {
  const { port: _, ...rest } = container({ command });
  return proposeEndpoints(settings({ container: rest, targetGroup: undefined }));
};

test.each<[command: string, port: number, liveness: Partial<ProposedEndpoint>]>([
  ['curl -f http://localhost:8080/live', 8080, { protocol: 'http', path: '/live', ...CURL }],
  ['curl -f http://localhost/live', 80, { protocol: 'http', path: '/live', ...CURL }],
  ['curl -fk https://127.0.0.1/live', 443, { protocol: 'https', path: '/live', ...CURL }],
  ['curl -fk https://[::1]:8443', 8443, { protocol: 'https', path: '/', ...CURL }],
  ['curl -f http://localhost/a#b', 80, { protocol: 'http', path: '/', ...CURL, guesses: [expect.stringContaining('/a#b')] }],
  ['curl -f -H "Host: x" http://localhost/', 80, {
    protocol: 'http', path: '/', ...CURL, guesses: [expect.stringContaining('more than a plain GET: CMD-SHELL curl')],
  }],
  ['curl -s http://localhost/ | grep -q ok', 80, {
    protocol: 'http', path: '/', ...CURL, guesses: [expect.stringContaining('more than a plain GET')],
  }],
  ['curl -f http://localhost/ || exit 1', 80, { protocol: 'http', path: '/', ...CURL }],
  ['wget -q -O /dev/null http://localhost/', 80, {
    protocol: 'http', path: '/', guesses: ['wget follows redirects, and a contract counts them as failures'],
  }],
  ['grpc_health_probe -addr=:50051', 50051, { protocol: 'grpc' }],
  ['grpc_health_probe -addr=:50051 -service=orders.v1.Orders -tls', 50051, { protocol: 'grpcs', service: 'orders.v1.Orders' }],
  ['grpc_health_probe -addr=:50051 -tls-no-verify', 50051, { protocol: 'grpc' }],
  ['grpc-health-probe -addr localhost:9000', 9000, { protocol: 'grpc' }],
])('of a container check: %s', (command, port, liveness) => {
  expect(fromCommand('CMD-SHELL', command)).toEqual({ port, liveness: { ...liveness, ...REASON } });
});

test.each<[group: Partial<TargetGroupSettings>, readiness: Partial<ProposedEndpoint>]>([
  [{ protocol: 'HTTP', path: '/ready' }, { protocol: 'http', path: '/ready', statusCodes: '200' }],
  [{ protocol: 'HTTPS', path: '/ready' }, { protocol: 'https', path: '/ready', statusCodes: '200' }],
  [{ protocol: 'HTTPS', path: '/ready', port: 8443 }, { protocol: 'https', path: '/ready', port: 8443, statusCodes: '200' }],
  [{ protocol: 'HTTP', path: '/ready', port: 3000 }, { protocol: 'http', path: '/ready', statusCodes: '200' }],
  [{ network: true }, { protocol: 'http', path: '/ready', statusCodes: '200-399' }],
  [{ matcher: '200-299' }, { protocol: 'http', path: '/ready' }],
  [{ matcher: '404' }, { protocol: 'http', path: '/ready', statusCodes: '404' }],
  [{ matcher: '200, 302' }, { protocol: 'http', path: '/ready', statusCodes: '200,302' }],
  [{ matcher: '200-599' }, { protocol: 'http', path: '/ready', guesses: [expect.stringContaining('takes 200-599')] }],
  [{ matcher: UNKNOWN }, { protocol: 'http', path: '/ready', ...GUESSES }],
  [{ path: 'no path' }, { protocol: 'http', path: '/', statusCodes: '200', guesses: [expect.stringContaining('no path')] }],
  [{ protocol: 'TCP', path: undefined }, { protocol: 'tcp' }],
  [{ protocol: undefined }, { protocol: 'tcp', ...GUESSES }],
  [{ protocol: 'HTTP', grpc: true }, { protocol: 'grpc', guesses: [expect.stringContaining('calls /ready and takes code 12')] }],
  [{ protocol: 'HTTPS', grpc: true, path: '/grpc.health.v1.Health/Check', matcher: '0' }, { protocol: 'grpcs' }],
  [{ protocol: 'HTTP', path: undefined }, { protocol: 'http', path: '/', statusCodes: '200', ...GUESSES }],
  [{ timeout: 6 }, { protocol: 'http', path: '/ready', timeout: 6, statusCodes: '200' }],
  [{ timeout: 120 }, { protocol: 'http', path: '/ready', timeout: 20, statusCodes: '200' }],
])('of a target group: %j', (group, readiness) => {
  expect(proposeEndpoints(settings({ targetGroup: targetGroup(group) }))).toEqual({
    port: 3000, liveness: { protocol: 'http', path: '/live', ...CURL, ...REASON }, readiness: { ...readiness, ...REASON },
  });
});

test('a proposal without a drain gets the stop timeout that drains', () => {
  const attached = settings();
  const alone = settings({ targetGroup: undefined });
  const [drained, undrained] = [attached, alone].map((given) => applyProposal(given, proposeContract(given)!).container.stopTimeout);
  expect(whenKnown([drained, undrained], (one, other) => other > one)).toBe(true);
});
