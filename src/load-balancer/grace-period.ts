import { Duration, Token } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { serviceResource } from '../aws/service-resource';

/**
 * Lets ECS ignore failing checks of a new task for this long, or for as long as another target group of the same service already asked for.
 *
 * A number that the service's author gave is a token to the CDK and is replaced: the contract knows better.
 */
export function setGracePeriod(service: BaseService, gracePeriod: Duration, asker: IConstruct): void {
  const resource = serviceResource(service, asker);
  const before = resource.healthCheckGracePeriodSeconds;
  const known = typeof before === 'number' && !Token.isUnresolved(before) ? before : 0;
  resource.healthCheckGracePeriodSeconds = Math.max(known, gracePeriod.toSeconds());
}
