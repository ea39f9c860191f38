import { HealthEndpoint, HealthDialogue } from '../../src';
import { describeEndpoint } from '../../src/contract/describe-endpoint';

test.each<[words: string, endpoint: HealthEndpoint]>([
  ['an HTTP endpoint', HealthEndpoint.http('/')],
  ['an HTTPS endpoint', HealthEndpoint.https('/')],
  ['a WebSocket endpoint', HealthEndpoint.ws('/')],
  ['a WebSocket endpoint with TLS', HealthEndpoint.wss('/')],
  ['a gRPC endpoint', HealthEndpoint.grpc()],
  ['a gRPC endpoint with TLS', HealthEndpoint.grpcs()],
  ['a TCP endpoint', HealthEndpoint.tcp()],
  ['a UDP endpoint', HealthEndpoint.udp(HealthDialogue.dns())],
  ['a command', HealthEndpoint.command(['node', 'check.js'])],
  ['an endpoint with a method, a body or headers of its own', HealthEndpoint.http('/', { headers: { 'X-Key': '1' } })],
])('errors name it %s', (words, endpoint) => expect(describeEndpoint(endpoint)).toBe(words));

test('what speaks gRPC is known by one question', () => {
  const endpoints = [HealthEndpoint.grpc(), HealthEndpoint.grpcs(), HealthEndpoint.http('/')];
  expect(endpoints.map(({ isGrpc }) => isGrpc)).toEqual([true, true, false]);
});
