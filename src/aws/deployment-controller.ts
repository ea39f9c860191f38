import { Annotations } from 'aws-cdk-lib';
import { BaseService, CfnService, DeploymentControllerType } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { serviceResource } from './service-resource';

/** Who deploys a service instead of ECS itself, and what it calls a new version. */
const OTHERS: Record<string, [who: string, next: string]> = {
  [DeploymentControllerType.CODE_DEPLOY]: ['CodeDeploy', 'CodeDeploy deployment'],
  [DeploymentControllerType.EXTERNAL]: ['an external controller', 'task set'],
};

/** The deployment controller of a service if it is not ECS itself. */
export function otherController({ deploymentController }: CfnService): string | undefined {
  const type = (deploymentController as CfnService.DeploymentControllerProperty | undefined)?.type;
  return type !== undefined && type in OTHERS ? type : undefined;
}

/**
 * Says what a contract cannot do where ECS does not deploy the service itself: CloudFormation gives no changed task definition to a service
 * that exists, and ECS names no deployments.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html (rolloutState)
 */
export function explainController(service: BaseService, asker: IConstruct): void {
  const type = otherController(serviceResource(service, asker));
  if (!type) { return; }
  const [who, next] = OTHERS[type];
  Annotations.of(asker).addWarningV2('cdk-ecs-layered-health:NotDeployedByEcs',
    `Service '${service.node.path}' is deployed by ${who} (${type}). `
    + `A service that exists gets the contract's container check and stop timeout with its next ${next}, not with the stack. `
    + 'ECS names no deployments of it, so the verifier judges new tasks like all others: '
    + 'DEPLOYING and DeploymentFailed are never reported.');
}
