import { container, settings, targetGroup } from './timeline-settings';
import { applyProposal } from '../../cli/services/apply-proposal';
import { proposeContract } from '../../cli/services/propose-contract';
import { proposeEndpoints, type ProposedEndpoint } from '../../cli/services/propose-endpoints';
import type { TargetGroupSettings } from '../../cli/services/service-settings';

const REASON = { reason: expect.any(String) };

/** What is proposed where only the container is checked, and no port is known otherwise. */
const fromCommand = (...command: string[]) => {
  const { port: _, ...rest } = container({ command });
  return proposeEndpoints(settings({ container: rest, targetGroup: undefined }));
};

test.each<[command: string, port: number, liveness: Partial<ProposedEndpoint>]>([
  ['curl -f http://localhost:8080/live', 8080, { protocol: 'http', path: '/live' }],
  ['curl -f http://localhost/live', 80, { protocol: 'http', path: '/live' }],
  ['curl -fk https://127.0.0.1/live', 443, { protocol: 'https', path: '/live' }],
  ['curl -fk https://[::1]:8443', 8443, { protocol: 'https', path: '/' }],
  ['grpc_health_probe -addr=:50051', 50051, { protocol: 'grpc' }],
  ['grpc-health-probe -addr localhost:9000', 9000, { protocol: 'grpc' }],
])('of a container check: %s', (command, port, liveness) => {
  expect(fromCommand('CMD-SHELL', command)).toEqual({ port, liveness: { ...liveness, ...REASON } });
});

test.each<[group: Partial<TargetGroupSettings>, readiness: Partial<ProposedEndpoint>]>([
  [{ protocol: 'HTTP', path: '/ready' }, { protocol: 'http', path: '/ready' }],
  [{ protocol: 'HTTPS', path: '/ready' }, { protocol: 'https', path: '/ready' }],
  [{ protocol: 'HTTPS', path: '/ready', port: 8443 }, { protocol: 'https', path: '/ready', port: 8443 }],
  [{ protocol: 'HTTP', path: '/ready', port: 3000 }, { protocol: 'http', path: '/ready' }],
  [{ protocol: 'TCP', path: undefined }, { protocol: 'tcp' }],
  [{ protocol: undefined }, { protocol: 'tcp' }],
  [{ protocol: 'HTTP', grpc: true }, { protocol: 'grpc' }],
  [{ protocol: 'HTTP', path: undefined }, { protocol: 'http', path: '/' }],
  [{ timeout: 6 }, { protocol: 'http', path: '/ready', timeout: 6 }],
  [{ timeout: 120 }, { protocol: 'http', path: '/ready', timeout: 20 }],
])('of a target group: %j', (group, readiness) => {
  expect(proposeEndpoints(settings({ targetGroup: targetGroup(group) }))).toEqual({
    port: 3000, liveness: { protocol: 'http', path: '/live', ...REASON }, readiness: { ...readiness, ...REASON },
  });
});

test('a proposal without a drain gets the stop timeout that drains', () => {
  const attached = settings();
  const alone = settings({ targetGroup: undefined });
  const [drained, undrained] = [attached, alone].map((given) => applyProposal(given, proposeContract(given)!).container.stopTimeout);
  expect(undrained).toBeGreaterThan(drained);
});
