import type { BaseService, CfnCluster, CfnService, Cluster, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { resourceBelow, serviceResource } from './service-resource';

/** The CDK's resources use camel case, overrides the names of CloudFormation. */
interface StrategyItem {
  readonly capacityProvider?: string;
  readonly CapacityProvider?: string;
}

/**
 * Whether tasks of the service may run on Fargate Spot, as far as the app knows by now: by the service's own strategy or, where it has
 * neither strategy nor launch type, by its cluster's default one. That of an imported cluster is not known.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
export function usesFargateSpot(service: BaseService, scope: IConstruct): boolean {
  const resource = serviceResource(service, scope);
  const launchType = overridden(resource, 'LaunchType', resource.launchType);
  const own = overridden(resource, 'CapacityProviderStrategy', resource.capacityProviderStrategy);
  const isEmpty = own === undefined || Array.isArray(own) && own.length === 0;
  return namesSpot(isEmpty && launchType === undefined ? defaultStrategy(service.cluster) : own);
}

/** An override wins over the property, also where it deletes it. */
function overridden(resource: CfnService, name: string, value: unknown): unknown {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides?: { readonly Properties?: Record<string, unknown> } };
  const overrides = rawOverrides?.Properties ?? {};
  return name in overrides ? overrides[name] : value;
}

/** Set by `addDefaultCapacityProviderStrategy`, or on the L1. */
function defaultStrategy(cluster: ICluster): unknown {
  const byMethod = (cluster as Partial<Cluster>).defaultCapacityProviderStrategy ?? [];
  const resource = resourceBelow(cluster, 'AWS::ECS::Cluster') as CfnCluster | undefined;
  return byMethod.length > 0 ? byMethod : resource?.defaultCapacityProviderStrategy;
}

function namesSpot(strategy: unknown): boolean {
  return Array.isArray(strategy)
    && strategy.some((item: StrategyItem) => (item.capacityProvider ?? item.CapacityProvider) === 'FARGATE_SPOT');
}
