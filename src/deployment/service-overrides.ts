import { type IResolveContext, Lazy } from 'aws-cdk-lib';
import type { BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';
import { DeploymentStrategy } from './deployment-gate-options';

/** What newer versions of the CDK write down for ECS-native deployments. */
type NewerConfiguration = CfnService.DeploymentConfigurationProperty & {
  readonly strategy?: string;
  readonly lifecycleHooks?: unknown;
};

type Rendered = Record<string, any>;

const OURS = {
  hooks: new WeakMap<CfnService, object[]>(),
  alarms: new WeakMap<CfnService, string[]>(),
};

/** The strategy of the service, as far as it is configured by now; undefined where the version of the CDK does not know strategies. */
export function declaredStrategy({ deploymentConfiguration }: CfnService): string | undefined {
  return (deploymentConfiguration as NewerConfiguration | undefined)?.strategy ?? undefined;
}

/** Whether ECS calls hooks for deployments of this kind. */
export function callsHooks(strategy: string): boolean {
  return strategy !== DeploymentStrategy.ROLLING;
}

/**
 * Adds a hook to those of the service's author. By override, because the oldest supported version of the CDK does not know hooks; as a
 * whole list, because an override cannot append to one.
 */
export function addHook(resource: CfnService, hook: object): void {
  const hooks = OURS.hooks.get(resource);
  if (hooks) {
    hooks.push(hook);
    return;
  }
  const ours = [hook];
  OURS.hooks.set(resource, ours);
  const theirs = authorsHooks(resource);
  resource.addPropertyOverride(
    'DeploymentConfiguration.LifecycleHooks',
    Lazy.uncachedAny({ produce: (context) => [...theirs(context), ...ours] }),
  );
}

/** Those of the CDK's own constructs, and those that were overridden so far. */
function authorsHooks(resource: CfnService): (context: IResolveContext) => object[] {
  const overridden: unknown = (resource as any).rawOverrides?.Properties?.DeploymentConfiguration?.LifecycleHooks;
  return (context) => {
    if (Array.isArray(overridden)) { return overridden; }
    const { lifecycleHooks } = (resource.deploymentConfiguration ?? {}) as NewerConfiguration;
    const declared = context.resolve(lifecycleHooks) as Rendered[] | undefined ?? [];
    const named = ([key, value]: [string, unknown]) => [key.charAt(0).toUpperCase() + key.slice(1), value];
    return declared.map((each) => Object.fromEntries(Object.entries(each).map(named)) as object);
  };
}

/**
 * Adds a deployment alarm beside those of the service's author, and all of them in one place: of several calls of the CDK's own
 * `enableDeploymentAlarms` only the first one counts. https://github.com/aws/aws-cdk/issues/36308
 */
export function addDeploymentAlarm(service: BaseService, resource: CfnService, alarmName: string): void {
  const names = OURS.alarms.get(resource);
  if (names) {
    names.push(alarmName);
    return;
  }
  const ours = [alarmName];
  OURS.alarms.set(resource, ours);
  // The CDK shows them to subclasses only, and changes them until synthesis.
  const theirs = () => (service as unknown as { deploymentAlarms?: CfnService.DeploymentAlarmsProperty }).deploymentAlarms;
  resource.addPropertyOverride('DeploymentConfiguration.Alarms', {
    AlarmNames: Lazy.any({ produce: () => [...theirs()?.alarmNames ?? [], ...ours] }),
    Enable: true,
    Rollback: Lazy.any({ produce: () => (theirs()?.enable === true ? theirs()!.rollback : true) }),
  });
}

/** Makes ECS roll back a rolling deployment whose tasks do not start, unless the service's author has configured the circuit breaker. */
export function addCircuitBreaker(resource: CfnService): void {
  const configuration = resource.deploymentConfiguration as CfnService.DeploymentConfigurationProperty | undefined;
  if (configuration?.deploymentCircuitBreaker !== undefined) { return; }
  resource.addPropertyOverride('DeploymentConfiguration.DeploymentCircuitBreaker', { Enable: true, Rollback: true });
}
