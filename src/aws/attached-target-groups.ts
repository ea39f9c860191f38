import { Reference, Tokenization } from 'aws-cdk-lib';
import type { BaseService, CfnService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';

/** What newer versions of the CDK write down for ECS-native blue/green deployments. */
interface WithAlternate extends CfnService.LoadBalancerProperty {
  readonly advancedConfiguration?: { readonly alternateTargetGroupArn?: string };
}

/** The target groups of this app that a container is registered with by now; those that are imported cannot be found. */
export function attachedTargetGroups(service: BaseService, { containerName }: ContainerDefinition): ITargetGroup[] {
  // The CDK renders the list at synthesis, and shows it before that to subclasses only.
  const attached = (service as unknown as { loadBalancers: WithAlternate[] }).loadBalancers;
  const groups = attached.filter((entry) => entry.containerName === containerName)
    .flatMap((entry) => [entry.targetGroupArn, entry.advancedConfiguration?.alternateTargetGroupArn])
    .map((arn) => behind(arn)?.node.scope);
  return [...new Set(groups.filter((group) => group instanceof ApplicationTargetGroup || group instanceof NetworkTargetGroup))];
}

/** The construct that a value refers to; undefined for plain values and for what is imported. */
export function behind(value: string | undefined): IConstruct | undefined {
  const [token] = value === undefined ? [] : Tokenization.reverseString(value).tokens;
  return Reference.isReference(token) ? token.target : undefined;
}
