import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition, IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IDeepVerifier } from './deep-verifier-options';
import type { HealthContract } from '../contract/health-contract';
import type { FrontDoor } from '../contract/health-dependency';

/** Which service is verified against which contract. */
export interface ServiceVerificationProps {
  /** The functions that verify. */
  readonly verifier: IDeepVerifier;

  /** The service's health contract. */
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
   * @default - that of `container`; of an imported service, what ECS reports of single containers is left out
   */
  readonly containerName?: string;

  /**
   * Security groups of the tasks of an imported service, in which the ports of the contract are opened to the prober.
   * @default - those of the service; none of an imported one, with a warning
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Target groups that the service's tasks are registered with, imported ones included.
   * @default - none
   */
  readonly targetGroups?: ITargetGroup[];

  /**
   * Where clients enter: the load balancer, or the name in front of it.
   * @default - it is not probed, and FRONT_DOOR_DOWN is never reported
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Name of this contract, for a service with several: letters, digits, `_` and `-`, at most 64. It becomes the dimension `Contract` of the
   * metrics. One contract of each service may have no name.
   * @default - the contract is about the service as a whole
   */
  readonly contractName?: string;
}
