import type { Properties } from '../properties';
import type { Resource } from '../template';

/** The target groups between which CodeDeploy shifts the traffic of a service. */
export interface TargetGroupPair {
  /** The service, and its cluster. */
  readonly services: readonly Resource[];
  readonly targetGroups: readonly Resource[];
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TargetGroupPairInfo.html */
export function readTargetGroupPairs(deploymentGroups: readonly { readonly properties: Properties }[]): TargetGroupPair[] {
  return deploymentGroups.map(({ properties }) => ({
    services: properties.mentioned('ECSServices'),
    targetGroups: properties.object('LoadBalancerInfo').mentioned('TargetGroupPairInfoList'),
  }));
}
