import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { DeepVerifier } from './deep-verifier';
import type { HealthContract } from '../contract/health-contract';
import type { FrontDoor } from '../contract/health-dependency';

/** Which service is verified against which contract. */
export interface ServiceVerificationProps {
  /** The functions that verify. */
  readonly verifier: DeepVerifier;

  /** What the service promises about its health. */
  readonly contract: HealthContract;

  /** The service; also one that is imported with its cluster, e.g. by `FargateService.fromFargateServiceAttributes`. */
  readonly service: IBaseService;

  /**
   * The container that answers the checks.
   * @default - the task definition's default container
   */
  readonly container?: ContainerDefinition;

  /**
   * Name of the container that answers the checks, of an imported service.
   * @default - that of `container`; what ECS says of any single container of an imported service is left out
   */
  readonly containerName?: string;

  /**
   * Security groups of the tasks of an imported service, in which the ports of the contract are opened to the prober.
   * @default - none of an imported service, which is said; those of the service otherwise
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Target groups that the service's tasks are registered with; imported ones are welcome.
   * @default - none
   */
  readonly targetGroups?: ITargetGroup[];

  /**
   * Where clients come in.
   * @default - it is not probed, and EDGE is never reported
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Name of the part that this contract is about, for a service with several: letters, digits, `_` and `-`, at most 64. It becomes the
   * dimension `Part` of the metrics. One contract of a service may go without.
   * @default - the contract is about the service as a whole
   */
  readonly part?: string;
}
