import { type Check, requireProtocol } from './check';
import { HealthProtocol } from '../../contract/health-protocol';

/** grpc_health_probe's words for one check. */
export function grpcHealthProbeCommand(binary: string, check: Check): string[] {
  requireProtocol('grpc_health_probe', [HealthProtocol.GRPC], check);
  // Two deadlines, one after the other, that together make the check's own. The tool's default for each is one second.
  const milliseconds = check.seconds * 1000;
  const connect = Math.min(1000, Math.floor(milliseconds / 3));
  return [
    binary,
    `-addr=127.0.0.1:${check.port}`,
    ...check.endpoint.grpcServiceName ? [`-service=${check.endpoint.grpcServiceName}`] : [],
    `-connect-timeout=${connect}ms`,
    `-rpc-timeout=${milliseconds - connect}ms`,
  ];
}
