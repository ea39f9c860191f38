import { Lazy } from 'aws-cdk-lib';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { deploymentSeconds } from './deployment-time';
import { sharedNetwork } from '../aws/port-mappings';
import type { TargetGroupBudget } from '../contract/budget-values';
import type { HealthContract } from '../contract/health-contract';
import type { FrontDoor, HealthDependency } from '../contract/health-dependency';
import type { DependencyPlan, Plan } from '../shared/plan';

/** A service and its contract. */
export interface PlannedService {
  readonly contract: HealthContract;
  readonly service: IBaseService;
  /** The container that answers the checks, of a service of this app. */
  readonly container?: ContainerDefinition;
  readonly containerName?: string;
  readonly targetGroups: ITargetGroup[];
  readonly frontDoor?: FrontDoor;
  readonly contractName?: string;
  readonly systemicShare: number;
}

/** Inside a VPC, a dependency that needs longer to connect is as good as down. */
const DEPENDENCY_TIMEOUT_MS = 3_000;

/** The plan that the schedule hands to the verifier; names and ARNs may be tokens. */
export function planOf({ contract, service, containerName, targetGroups, frontDoor, contractName, systemicShare }: PlannedService): Plan {
  const { container, verification, replacement, worstCases } = contract.budget;
  const timeoutMs = verification.timeout.toMilliseconds();
  return {
    version: 1,
    service: {
      cluster: service.cluster.clusterName,
      name: service.serviceName,
      container: containerName,
      contractName,
      network: contract.isWorker ? undefined : sharedNetwork(service),
    },
    ...contract.isWorker ? { worker: { verdictSeconds: worstCases.containerKill.toSeconds() } } : {
      port: contract.port,
      liveness: contract.liveness._plan(timeoutMs),
      readiness: contract.readiness?._plan(timeoutMs),
    },
    targetGroups: targetGroups.map((targetGroup) => targetGroup.targetGroupArn),
    dependencies: contract.dependencies.map((dependency) => ({ name: dependency.name, ...probed(dependency, DEPENDENCY_TIMEOUT_MS) })),
    frontDoor: frontDoor && { ...probed(frontDoor, timeoutMs), inside: frontDoor.isInternal },
    closedPorts: contract.closedPorts.length > 0 ? contract.closedPorts : undefined,
    timing: {
      startupSeconds: contract.startup.toSeconds(),
      containerSeconds: container.gracePeriod?.toSeconds(),
      replacementSeconds: replacement.toSeconds(),
      drainSeconds: replacement.toSeconds() - contract.startup.toSeconds(),
      container: {
        failsSeconds: worstCases.containerKill.toSeconds(),
        recoversSeconds: container.interval.toSeconds() + container.timeout.toSeconds(),
      },
      target: contract.isWorker ? undefined : {
        failsSeconds: worstCases.trafficRemoved.toSeconds(),
        recoversSeconds: recoversSeconds(contract.budget.targetGroup),
      },
      // Deployments may be configured, and hooks added, after this construct is created. No number holds a reference to look for.
      deploymentSeconds: Lazy.uncachedNumber({ produce: ({ preparing }) => preparing ? 0 : deploymentSeconds(service, contract.budget) }),
      rounds: verification.rounds,
      roundSpacingSeconds: verification.roundSpacing.toSeconds(),
      roundDeadlineMs: verification.roundDeadline.toMilliseconds(),
    },
    systemicShare,
    minimumServing: contract.minimumServing,
  };
}

/** All checks that a target has to pass in a row, and the time until the first of them. */
function recoversSeconds({ interval, timeout, healthyThreshold }: TargetGroupBudget): number {
  return healthyThreshold * interval.toSeconds() + timeout.toSeconds();
}

function probed({ host, port, endpoint }: HealthDependency | FrontDoor, timeoutMs: number): Omit<DependencyPlan, 'name'> {
  return { host, port, endpoint: endpoint._plan(timeoutMs) };
}
