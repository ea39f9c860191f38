import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupIngress, type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';

/**
 * Whether rules can be added to a security group. The CDK ignores them without a word for one that is imported with `mutable: false`,
 * whose class overrides what all other imported groups inherit.
 */
export function takesRules(group: ISecurityGroup): boolean {
  return group instanceof SecurityGroup || definitionsOf('addIngressRule', group) < 2;
}

/** How many classes of an object define a method. */
function definitionsOf(method: string, object: object | null): number {
  const prototype: object | null = object && Object.getPrototypeOf(object);
  return prototype ? Number(Object.hasOwn(prototype, method)) + definitionsOf(method, prototype) : 0;
}

/** Whom a rule allows, at which ports. */
interface IngressRule {
  readonly ipProtocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
  readonly sourcePrefixListId?: string;
}

/**
 * Whether a rule of this app allows addresses at all TCP ports of a range; at synthesis only. Rules for security groups do not count,
 * because the prober's does not allow a load balancer.
 */
export function isOpenToAddresses(group: ISecurityGroup, from: number, to: number): boolean {
  const resources = group.node.findAll().filter((each) => each instanceof CfnSecurityGroup || each instanceof CfnSecurityGroupIngress);
  const rules = resources.flatMap((resource): IngressRule[] => (
    resource instanceof CfnSecurityGroupIngress ? [resource] : Stack.of(resource).resolve(resource.securityGroupIngress) ?? []
  ));
  return rules.filter(({ cidrIp, cidrIpv6, sourcePrefixListId }) => (cidrIp ?? cidrIpv6 ?? sourcePrefixListId) !== undefined)
    .some(({ ipProtocol, fromPort, toPort }) => (
      ipProtocol === '-1' || (ipProtocol === 'tcp' && fromPort !== undefined && toPort !== undefined && fromPort <= from && toPort >= to)
    ));
}
