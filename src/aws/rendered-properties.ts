import { CfnResource, Stack } from 'aws-cdk-lib';

/**
 * The properties of a resource as the template has them, overrides included.
 *
 * At synthesis only: the CDK renders its lists once, and what is added after that would be lost.
 */
export function renderedProperties(resource: CfnResource): Record<string, any> {
  const template = Stack.of(resource).resolve((resource as unknown as { _toCloudFormation(): object })._toCloudFormation());
  const [rendered] = Object.values(template.Resources as Record<string, { Properties?: Record<string, any> }>);
  return rendered.Properties ?? {};
}
