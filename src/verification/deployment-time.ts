import { Token } from 'aws-cdk-lib';
import type { CfnService, IBaseService } from 'aws-cdk-lib/aws-ecs';
import { ownService, serviceResource } from '../aws/service-resource';
import type { HealthBudget } from '../contract/health-budget';

/** Shares rounded to whole tasks can take up to three times the batches. Else it is time to pull images and attach network interfaces, which no contract knows. */
const ROOM = 3;

/** What ECS takes where the template says nothing. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-deploymentconfiguration.html */
const MAXIMUM_PERCENT = 200;
const MINIMUM_PERCENT = 100;

/**
 * How long a deployment of the service may take, in seconds: three times its batches, each with the worst case of the budget.
 *
 * How many batches there are follows from the room between the percentages: whatever the number of tasks, each batch replaces that share.
 */
export function deploymentSeconds(service: IBaseService, { worstCases }: HealthBudget): number {
  const own = ownService(service);
  const configuration = own && serviceResource(own, own).deploymentConfiguration as CfnService.DeploymentConfigurationProperty | undefined;
  const most = percent(configuration?.maximumPercent, MAXIMUM_PERCENT);
  const least = percent(configuration?.minimumHealthyPercent, MINIMUM_PERCENT);
  // Without any room ECS replaces nothing; one percent keeps the number finite.
  const batches = Math.ceil(100 / Math.min(100, Math.max(1, most - least)));
  return ROOM * batches * worstCases.deployment.toSeconds();
}

/** A token, or a whole configuration that is one, says nothing at synthesis. */
function percent(value: number | undefined, usual: number): number {
  return value === undefined || Token.isUnresolved(value) ? usual : value;
}
