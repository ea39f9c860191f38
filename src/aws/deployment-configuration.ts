import { Stack } from 'aws-cdk-lib';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';

/** DeploymentConfiguration as CloudFormation names its parts; what only the deployment knows is an object, such as `{ Ref: … }`. */
export type RenderedConfiguration = Record<string, any>;

const RENDERING = new WeakSet<CfnService>();

/**
 * What the template says of a service's deployments, however it came there: the CDK's own properties, overrides, whatever was set last.
 * At synthesis only, because the CDK renders its lists once.
 *
 * A gate's hook is part of the service and carries a plan that depends on this: asked from inside, there is nothing to say.
 */
export function renderedConfiguration(resource: CfnService): RenderedConfiguration {
  if (RENDERING.has(resource)) { return {}; }
  RENDERING.add(resource);
  try {
    const { Resources } = Stack.of(resource).resolve((resource as any)._toCloudFormation());
    const [rendered] = Object.values(Resources) as RenderedConfiguration[];
    return rendered.Properties?.DeploymentConfiguration ?? {};
  } finally {
    RENDERING.delete(resource);
  }
}
