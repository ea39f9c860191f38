import { type CfnResource, Stack } from 'aws-cdk-lib';

/** Properties as CloudFormation names them; what only the deployment knows is an object, such as `{ Ref: … }`. */
export type RenderedProperties = Record<string, any>;

const RENDERING = new WeakSet<CfnResource>();

/**
 * The properties of a resource as the template has them, overrides included. At synthesis only: the CDK renders its lists once, and what is
 * added after that would be lost.
 *
 * Empty while the same resource is being rendered: the hook of a gate is part of the service, and its plan depends on the service.
 */
export function renderedProperties(resource: CfnResource): RenderedProperties {
  if (RENDERING.has(resource)) { return {}; }
  RENDERING.add(resource);
  try {
    const template = Stack.of(resource).resolve((resource as unknown as { _toCloudFormation(): object })._toCloudFormation());
    const [rendered] = Object.values(template.Resources as Record<string, { Properties?: RenderedProperties }>);
    return rendered.Properties ?? {};
  } finally {
    RENDERING.delete(resource);
  }
}
