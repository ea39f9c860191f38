import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IContainerProbe } from './contract/container-probe';
import type { HealthContract } from './contract/health-contract';
import type { FrontDoor } from './contract/health-dependency';
import type { DeploymentGateOptions } from './deployment/deployment-gate-options';
import type { MinimumHealthyTargets, UnhealthyTargetFlows } from './load-balancer/target-group-options';
import type { RecoveryOptions } from './recovery/recovery-options';
import type { IncidentOptions } from './signals/incident-options';
import type { DeepVerifier } from './verification/deep-verifier';

/** What `LayeredHealth` applies, whatever the service. */
export interface LayeredHealthOptions extends IncidentOptions {
  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /**
   * The tool inside the image that asks the liveness endpoint, e.g. `ContainerProbe.curl()`; a worker has its command in the contract.
   * @default - the container's check is left as it is (a worker's is set); only its stop timeout is set
   */
  readonly containerProbe?: IContainerProbe;

  /**
   * Time over which a new target's share of requests grows: 30–900 seconds; of the ALBs among the load balancers.
   * @default - a new target gets its full share at once
   */
  readonly slowStart?: Duration;

  /**
   * How many healthy targets a zone needs before its load balancer leaves DNS, or fails open.
   * @default - as on AWS: one for routing, DNS failover off
   */
  readonly minimumHealthyTargets?: MinimumHealthyTargets;

  /**
   * What the NLBs among the load balancers do with the flows of a target that becomes unhealthy.
   * @default - as on AWS: they are reset
   */
  readonly unhealthyTargetFlows?: UnhealthyTargetFlows;

  /**
   * The verifier.
   * @default - the one that all services of the VPC share within the stack
   */
  readonly verifier?: DeepVerifier;

  /**
   * Verify the running service from outside, every minute.
   * @default true
   */
  readonly verify?: boolean;

  /**
   * Create the incident: alarms on what the verifier reports.
   * @default true
   */
  readonly alarms?: boolean;

  /**
   * Make alarms on what the load balancers see part of the incident: `TargetGroupAlarms` for each target group, up to six alarms each.
   * @default false
   */
  readonly loadBalancerAlarms?: boolean;

  /**
   * Make alarms on missing and crashing tasks and on failed deployments part of the incident: `ServiceAlarms`, three alarms.
   * @default false
   */
  readonly serviceAlarms?: boolean;

  /**
   * Let deployments prove themselves: `DeploymentGate`. What it refuses is told to `alertTopic`, unless it names another topic. Needs
   * verification, and a service of this app.
   * @default - deployments are not held up
   */
  readonly deploymentGate?: DeploymentGateOptions;

  /**
   * Tell `alertTopic` what ECS itself reports as well, after a fresh look at the service: `HealthEvents` as it is by default, one rule.
   * @default false
   */
  readonly events?: boolean;

  /**
   * Recover in stages when a restart would help: `StagedRecovery`. `{}` observes, and tells `alertTopic` what it would do.
   * @default - nothing is recovered but by ECS
   */
  readonly recovery?: RecoveryOptions;
}

/** What `LayeredHealth` applies to which service. */
export interface LayeredHealthProps extends LayeredHealthOptions {
  /**
   * The service: Fargate or EC2, your own or one of `aws-ecs-patterns`. An imported one that knows its cluster, e.g. of
   * `FargateService.fromFargateServiceAttributes`, is verified, but cannot be changed.
   */
  readonly service: IBaseService;

  /**
   * The container that answers the checks.
   * @default - the task definition's default container
   */
  readonly container?: ContainerDefinition;

  /**
   * Let the container check ask readiness. Only for a service of one task without load balancer.
   * @default false
   */
  readonly containerCheckUsesReadiness?: boolean;

  /**
   * The target groups that the service's tasks are registered with, and the second one of a blue/green pair. Imported ones are verified, but
   * cannot be changed. An empty list leaves the service's target groups alone.
   * @default - those of this app that the container is registered with by now; none for a service with `part`, and for an imported one
   */
  readonly targetGroups?: ITargetGroup[];

  /**
   * Name of the part that this contract is about, for a service with several contracts: one a container, or one a port. It becomes the
   * dimension `Part` of the metrics. One contract of a service may go without.
   * @default - the contract is about the service as a whole
   */
  readonly part?: string;

  /**
   * Where clients come in, e.g. `FrontDoor.internetFacing(web.loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/'))`.
   * @default - it is not probed, and EDGE is never reported
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Name of the container that answers the checks, of an imported service.
   * @default - ECS' view of any single container is left out
   */
  readonly containerName?: string;

  /**
   * Security groups of the tasks of an imported service, in which the ports of the contract are opened to the prober.
   * @default - none of an imported service, which is said; those of the service otherwise
   */
  readonly securityGroups?: ISecurityGroup[];
}
