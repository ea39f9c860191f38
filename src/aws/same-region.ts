import { Arn, ArnFormat, Resource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/**
 * Refuses what AWS cannot do across regions; where one of the regions is not known at synthesis, nothing is said.
 * @param what the sentence that is true, e.g. `A service is verified from its own region`
 */
export function checkSameRegion(asker: IConstruct, what: string, other: IConstruct, todo: string): void {
  const [here, there] = [Stack.of(asker).region, regionOf(other)];
  if (Token.isUnresolved(here) || Token.isUnresolved(there) || here === there) { return; }
  fail(what, `${other.node.path} in ${there}`, `what is in ${here}, as ${Stack.of(asker).node.path}`, todo, asker.node.path);
}

/** What is imported by its ARN lies where that says, which only resources know of themselves. */
function regionOf(construct: IConstruct & { readonly targetGroupArn?: string }): string {
  const { targetGroupArn } = construct;
  if (targetGroupArn !== undefined && !Token.isUnresolved(targetGroupArn)) {
    return Arn.split(targetGroupArn, ArnFormat.SLASH_RESOURCE_NAME).region ?? Stack.of(construct).region;
  }
  return Resource.isResource(construct) ? construct.env.region : Stack.of(construct).region;
}
