import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface ServiceRole {
  /** Principal of the service, such as `states.amazonaws.com`; it may assume the role for resources of this account only. */
  readonly service: string;
  readonly description: string;
  readonly statements: PolicyStatement[];
}

/** A role that an AWS service assumes. The CDK adds nothing to it: it would repeat statements, in policy resources of their own. */
export function serviceRole(scope: Construct, id: string, { service, description, statements }: ServiceRole): IRole {
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
    description: `${description} (cdk-ecs-layered-health)`,
    inlinePolicies: { [id]: new PolicyDocument({ statements }) },
  }).withoutPolicyUpdates();
}
