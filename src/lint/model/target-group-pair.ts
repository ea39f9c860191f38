import { fieldsOf, member } from '../fields';
import type { Properties } from '../properties';
import type { Resource, TemplateFile } from '../template';

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

/**
 * Those of the hook by which CloudFormation deploys with CodeDeploy; it names resources of its template by their logical ids.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green-hook-syntax.html
 */
export function readHookedPairs(template: TemplateFile, resources: readonly Resource[]): TargetGroupPair[] {
  const named = (ids: readonly unknown[]) => resources.filter((one) => one.template === template && ids.includes(one.logicalId));
  return Object.values(fieldsOf(member(template.body, 'Hooks'))).filter((hook) => member(hook, 'Type') === 'AWS::CodeDeploy::BlueGreen')
    .flatMap((hook) => listOf(member(member(hook, 'Properties'), 'Applications')).map((application) => ({
      services: named([member(member(application, 'Target'), 'LogicalID')]),
      targetGroups: named(listOf(member(member(member(application, 'ECSAttributes'), 'TrafficRouting'), 'TargetGroups'))),
    })));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value as unknown[] : [];
}
