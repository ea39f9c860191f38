import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { EndpointPlan, EndpointProtocol, FormatName, Plan } from './plan';
import type { HealthContract } from '../contract/health-contract';
import type { HealthEndpoint } from '../contract/health-endpoint';

/** What is verified. */
export interface PlannedService {
  readonly contract: HealthContract;
  readonly service: BaseService;
  readonly container?: ContainerDefinition;
  readonly targetGroups: ITargetGroup[];
  readonly systemicShare: number;
}

/** A connect that takes longer than this is as good as none inside a VPC. */
const DEPENDENCY_TIMEOUT_MS = 3_000;

/** Writes a contract down as what the schedule hands to the verifier; names and ARNs may be tokens. */
export function planOf({ contract, service, container, targetGroups, systemicShare }: PlannedService): Plan {
  const { verification, replacement } = contract.budget;
  const timeoutMs = verification.timeout.toMilliseconds();
  return {
    version: 1,
    service: { cluster: service.cluster.clusterName, name: service.serviceName, container: container?.containerName },
    port: contract.port,
    liveness: endpointPlan(contract.liveness, timeoutMs),
    readiness: contract.readiness && endpointPlan(contract.readiness, timeoutMs),
    targetGroups: targetGroups.map((targetGroup) => targetGroup.targetGroupArn),
    dependencies: contract.dependencies.map(({ name, host, port }) => ({ name, host, port, endpoint: { protocol: 'tcp', timeoutMs: DEPENDENCY_TIMEOUT_MS } })),
    timing: {
      startupSeconds: contract.startup.toSeconds(),
      replacementSeconds: replacement.toSeconds(),
      rounds: verification.rounds,
      roundSpacingSeconds: verification.roundSpacing.toSeconds(),
      roundDeadlineMs: verification.roundDeadline.toMilliseconds(),
    },
    systemicShare,
  };
}

function endpointPlan(endpoint: HealthEndpoint, timeoutMs: number): EndpointPlan {
  return {
    protocol: endpoint.protocol as EndpointProtocol,
    port: endpoint.port,
    path: endpoint.path,
    grpcService: endpoint.grpcServiceName,
    format: endpoint.isHttp ? endpoint.format.name as FormatName : undefined,
    statusCodes: endpoint.statusCodes,
    timeoutMs: endpoint.timeout?.toMilliseconds() ?? timeoutMs,
  };
}
