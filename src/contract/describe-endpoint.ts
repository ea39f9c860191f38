import type { HealthEndpoint } from './health-endpoint';
import { HealthProtocol } from './health-protocol';

const PROTOCOLS: Readonly<Record<HealthProtocol, string>> = {
  [HealthProtocol.HTTP]: 'an HTTP endpoint',
  [HealthProtocol.HTTPS]: 'an HTTPS endpoint',
  [HealthProtocol.WS]: 'a WebSocket endpoint',
  [HealthProtocol.WSS]: 'a WebSocket endpoint with TLS',
  [HealthProtocol.GRPC]: 'a gRPC endpoint',
  [HealthProtocol.GRPCS]: 'a gRPC endpoint with TLS',
  [HealthProtocol.TCP]: 'a TCP endpoint',
  [HealthProtocol.UDP]: 'a UDP endpoint',
  [HealthProtocol.COMMAND]: 'a command',
};

/** An endpoint as an error names it: by its protocol, or by the request that only the verifier can send. */
export function describeEndpoint({ isPlain, protocol }: Pick<HealthEndpoint, 'isPlain' | 'protocol'>): string {
  return isPlain ? PROTOCOLS[protocol] : 'an endpoint with a method, a body or headers of its own';
}
