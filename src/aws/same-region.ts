import { Arn, ArnFormat, Resource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/**
 * Refuses what AWS cannot do across regions, where both regions are known at synthesis.
 * @param what the rule, e.g. `A service is verified from its own region`
 */
export function checkSameRegion(scope: IConstruct, what: string, other: IConstruct, todo: string): void {
  const [here, there] = [Stack.of(scope).region, regionOf(other)];
  if (Token.isUnresolved(here) || Token.isUnresolved(there) || here === there) { return; }
  fail({
    what,
    got: `${other.node.path} in ${there}`,
    allowed: `what is in ${here}, like ${Stack.of(scope).node.path}`,
    fix: todo,
    at: scope.node.path,
  });
}

/** Whether both are known to be in one region: that of their stacks, where it is left to the deployment. */
export function isSameRegion(scope: IConstruct, other: IConstruct): boolean {
  return Stack.of(scope).region === regionOf(other);
}

/** The CDK reads the region of an imported resource from its ARN, but not that of an imported target group, which is no Resource. */
function regionOf(construct: IConstruct & { readonly targetGroupArn?: string }): string {
  const { targetGroupArn } = construct;
  if (targetGroupArn !== undefined && !Token.isUnresolved(targetGroupArn)) {
    return Arn.split(targetGroupArn, ArnFormat.SLASH_RESOURCE_NAME).region ?? Stack.of(construct).region;
  }
  return Resource.isResource(construct) ? construct.env.region : Stack.of(construct).region;
}
