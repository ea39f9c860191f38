import { Lazy } from 'aws-cdk-lib';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { deploymentSeconds } from './deployment-time';
import type { DependencyPlan, Plan } from './plan';
import { sharedNetwork } from '../aws/port-mappings';
import type { HealthContract } from '../contract/health-contract';
import type { FrontDoor, HealthDependency } from '../contract/health-dependency';

/** What is verified. */
export interface PlannedService {
  readonly contract: HealthContract;
  readonly service: IBaseService;
  /** The container that answers the checks, of a service of this app. */
  readonly container?: ContainerDefinition;
  readonly containerName?: string;
  readonly targetGroups: ITargetGroup[];
  readonly frontDoor?: FrontDoor;
  readonly part?: string;
  readonly systemicShare: number;
}

/** A connect that takes longer than this is as good as none inside a VPC. */
const DEPENDENCY_TIMEOUT_MS = 3_000;

/** Writes a contract down as what the schedule hands to the verifier; names and ARNs may be tokens. */
export function planOf({ contract, service, containerName, targetGroups, frontDoor, part, systemicShare }: PlannedService): Plan {
  const { container, verification, replacement, worstCases } = contract.budget;
  const timeoutMs = verification.timeout.toMilliseconds();
  return {
    version: 1,
    service: {
      cluster: service.cluster.clusterName,
      name: service.serviceName,
      container: containerName,
      part,
      network: contract.isWorker ? undefined : sharedNetwork(service),
    },
    ...contract.isWorker ? { worker: { verdictSeconds: worstCases.containerKill.toSeconds() } } : {
      port: contract.port,
      liveness: contract.liveness._plan(timeoutMs),
      readiness: contract.readiness?._plan(timeoutMs),
    },
    targetGroups: targetGroups.map((targetGroup) => targetGroup.targetGroupArn),
    dependencies: contract.dependencies.map((dependency) => ({ name: dependency.name, ...asked(dependency, DEPENDENCY_TIMEOUT_MS) })),
    frontDoor: frontDoor && { ...asked(frontDoor, timeoutMs), inside: frontDoor.isInternal },
    closedPorts: contract.closedPorts.length > 0 ? contract.closedPorts : undefined,
    timing: {
      startupSeconds: contract.startup.toSeconds(),
      containerSeconds: container.gracePeriod?.toSeconds(),
      replacementSeconds: replacement.toSeconds(),
      // How ECS deploys may be configured, and hooks be added, after the service is verified.
      deploymentSeconds: Lazy.uncachedNumber({ produce: () => deploymentSeconds(service, contract.budget) }),
      rounds: verification.rounds,
      roundSpacingSeconds: verification.roundSpacing.toSeconds(),
      roundDeadlineMs: verification.roundDeadline.toMilliseconds(),
    },
    systemicShare,
  };
}

function asked({ host, port, endpoint }: HealthDependency | FrontDoor, timeoutMs: number): Omit<DependencyPlan, 'name'> {
  return { host, port, endpoint: endpoint._plan(timeoutMs) };
}
