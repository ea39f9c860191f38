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
import type { HealthEventsOptions } from './signals/health-events-options';
import type { IncidentOptions } from './signals/incident-options';
import type { IDeepVerifier } from './verification/deep-verifier-options';

/** What `LayeredHealth` applies to any service. */
export interface LayeredHealthOptions extends IncidentOptions {
  /** The service's health contract. */
  readonly contract: HealthContract;

  /**
   * The tool inside the image that probes the liveness endpoint, e.g. `ContainerProbe.curl()`; a worker has its command in the contract.
   * @default - the container check stays as it is (a worker's is set); only the stop timeout is set
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
  readonly verifier?: IDeepVerifier;

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
   * Make alarms on what the load balancers report part of the incident: `TargetGroupAlarms` for each target group, up to six alarms each.
   * @default false
   */
  readonly loadBalancerAlarms?: boolean;

  /**
   * Make alarms on missing and crashing tasks and on failed deployments part of the incident: `ServiceAlarms`, three alarms.
   * @default false
   */
  readonly serviceAlarms?: boolean;

  /**
   * Verify the new tasks of each deployment: `DeploymentGate`. It alerts `alert`, unless it has one of its own. Needs verification, and a
   * service of this app; `{}` takes its defaults.
   * @default - deployments are not verified
   */
  readonly deploymentGate?: DeploymentGateOptions;

  /**
   * Send what ECS itself reports to `alert`, after a fresh verification of the service: `HealthEvents`, one rule. `{}` takes its defaults.
   * @default - events are not sent
   */
  readonly events?: HealthEventsOptions;

  /**
   * Recover in stages when a restart would help: `StagedRecovery`. `{}` observes, and alerts what it would do.
   * @default - only ECS itself replaces tasks
   */
  readonly recovery?: RecoveryOptions;
}

/** What `LayeredHealth` applies, and to which service. */
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
   * Let the container check probe readiness. Only for a service of one task without load balancer.
   * @default false
   */
  readonly containerCheckUsesReadiness?: boolean;

  /**
   * The target groups that the service's tasks are registered with, and the second one of a blue/green pair. Imported ones are verified,
   * but cannot be changed. An empty list leaves the service's target groups unchanged.
   * @default - those of this app that the container is registered with by now; none with `contractName`, and for an imported service
   */
  readonly targetGroups?: ITargetGroup[];

  /**
   * Name of this contract, for a service with several: one for each container, or for each port. Letters, digits, `_` and `-`, at most 64.
   * It becomes the dimension `Contract` of the metrics. One contract of each service may have no name.
   * @default - the contract is about the service as a whole
   */
  readonly contractName?: string;

  /**
   * Where clients enter, e.g. `FrontDoor.internetFacing(web.loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/'))`.
   * @default - it is not probed, and FRONT_DOOR_DOWN is never reported
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Name of the container that answers the checks, of an imported service.
   * @default - what ECS reports of single containers is left out
   */
  readonly containerName?: string;

  /**
   * Security groups of the tasks of an imported service, in which the ports of the contract are opened to the prober.
   * @default - those of the service; none of an imported one, with a warning
   */
  readonly securityGroups?: ISecurityGroup[];
}
