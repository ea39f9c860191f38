import { Annotations } from 'aws-cdk-lib';
import { type BaseService, type CfnService, DeploymentControllerType } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { serviceResource } from './service-resource';

/** What deploys a service instead of ECS itself, and its name for a deployment. */
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
 * Warns of what a contract cannot do where ECS does not deploy the service itself: CloudFormation does not change the task definition of an
 * existing service, and ECS reports no deployments.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html (rolloutState)
 */
export function explainController(service: BaseService, scope: IConstruct): void {
  const type = otherController(serviceResource(service, scope));
  if (!type) { return; }
  const [who, next] = OTHERS[type];
  Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:NotDeployedByEcs',
    `Service '${service.node.path}' is deployed by ${who} (${type}). `
    + `An existing service gets the contract's container check and stop timeout with its next ${next}, not with the stack. `
    + 'ECS reports no deployments of it, so the verifier judges new tasks like all others, '
    + 'and never reports DEPLOYING or DeploymentFailed.');
}
