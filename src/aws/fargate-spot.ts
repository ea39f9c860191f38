import type { BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { serviceResource } from './service-resource';

/** Whether the service itself asks for Fargate Spot. What a cluster gives by default is not known here. */
export function usesFargateSpot(service: BaseService, asker: IConstruct): boolean {
  const strategy = serviceResource(service, asker).capacityProviderStrategy;
  return Array.isArray(strategy)
    && strategy.some((item) => (item as CfnService.CapacityProviderStrategyItemProperty).capacityProvider === 'FARGATE_SPOT');
}
