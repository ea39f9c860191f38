import { Annotations, Duration, Token } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { serviceResource } from './service-resource';
import type { HealthContract } from '../contract/health-contract';

/**
 * Lets ECS ignore failing checks of a new task for this long, or for as long as another layer of the same service already asked for.
 * Without a service nobody does, which is said where the start period of the container check does not cover the boot either.
 *
 * A number that the service's author gave is a token to the CDK and is replaced: the contract knows better. It is set on the resource,
 * because the CDK's own property is for services behind a load balancer, and ECS takes it for all.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html (healthCheckGracePeriodSeconds)
 */
export function coverBoot(service: BaseService | undefined, gracePeriod: Duration, contract: HealthContract, asker: IConstruct): void {
  if (service) {
    const resource = serviceResource(service, asker);
    const before = resource.healthCheckGracePeriodSeconds;
    const known = typeof before === 'number' && !Token.isUnresolved(before) ? before : 0;
    resource.healthCheckGracePeriodSeconds = Math.max(known, gracePeriod.toSeconds());
  } else if (contract.budget.container.gracePeriod) {
    Annotations.of(asker).addWarningV2('cdk-ecs-layered-health:LongBootNotCovered',
      `A new task may boot for ${contract.startup.toSeconds()} s, longer than the start period of a container check can be `
      + `(${contract.budget.container.startPeriod.toSeconds()} s), and no service is known whose grace period could cover the rest: `
      + `ECS may replace each task while it boots. Pass service, or set the service's grace period to at least ${gracePeriod.toSeconds()} s.`);
  }
}
