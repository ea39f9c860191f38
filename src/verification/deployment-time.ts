import { Stack } from 'aws-cdk-lib';
import type { CfnService, IBaseService } from 'aws-cdk-lib/aws-ecs';
import { renderedProperties, type RenderedProperties } from '../aws/rendered-properties';
import { ownService, serviceResource } from '../aws/service-resource';
import type { HealthBudget } from '../contract/health-budget';
import { DEPLOYMENT } from '../contract/limits';

/**
 * Shares rounded to whole tasks can take up to three times the batches. Else it is time to pull images and attach network interfaces,
 * which no contract knows.
 */
const ROOM = 3;

/** A lifecycle hook whose own limit is shorter than ECS's. */
interface KnownHook {
  /** ARN of its function, which may be a token. */
  readonly target: string;
  /** The longest that it delays a deployment, all of its stages together. */
  readonly seconds: number;
}

const KNOWN_HOOKS = new WeakMap<CfnService, KnownHook[]>();

/** Registers how long a hook of the service delays its deployments at most, for the plans of all its contracts. */
export function addKnownHook(resource: CfnService, hook: KnownHook): void {
  KNOWN_HOOKS.set(resource, [...KNOWN_HOOKS.get(resource) ?? [], hook]);
}

/**
 * How long a deployment of the service may take, in seconds; called at synthesis, from what the template says by then.
 *
 * Rolling: three times its batches, each with the worst case of the budget, and its bake time. Blue/green, linear and canary: three times
 * one batch, since the new revision starts as a whole, and all that ECS waits for by itself: steps, bake time and lifecycle hooks. What
 * the template leaves to the deployment is taken for as long as CloudFormation waits, so that no deployment is called overdue too early.
 */
export function deploymentSeconds(service: IBaseService, { worstCases }: HealthBudget): number {
  const own = ownService(service);
  const resource = own && serviceResource(own, own);
  const configuration = resource ? renderedProperties(resource).DeploymentConfiguration ?? {} : {};
  const batch = ROOM * worstCases.deployment.toSeconds();
  const strategy = isIntrinsic(configuration) ? undefined : configuration.Strategy ?? 'ROLLING';
  if (strategy === 'ROLLING') { return rollingSeconds(configuration, batch); }
  const shifting = batch + waiting(strategy, configuration) * 60 + hooksOf(resource!, configuration);
  return typeof strategy === 'string' ? shifting : Math.max(shifting, rollingSeconds(configuration, batch));
}

function rollingSeconds(configuration: RenderedProperties, batch: number): number {
  const { patience } = DEPLOYMENT;
  const seconds = batches(configuration) * batch + numberOf(configuration, 'BakeTimeInMinutes', 0) * 60;
  const longest = configuration.BakeTimeInMinutes === undefined ? patience.rolling : patience.shifting;
  return Number.isNaN(seconds) ? Math.max(batch, longest * 60) : seconds;
}

/** How many batches there are follows from the room between the percentages: whatever the number of tasks, each replaces that share. */
function batches(configuration: RenderedProperties): number {
  const { maximumPercent, minimumHealthyPercent } = DEPLOYMENT;
  const most = numberOf(configuration, 'MaximumPercent', maximumPercent);
  const room = most - numberOf(configuration, 'MinimumHealthyPercent', minimumHealthyPercent);
  // Without any room ECS replaces nothing; one percent keeps the number finite.
  return Math.ceil(100 / Math.min(100, Math.max(1, room)));
}

/** Minutes in which ECS shifts traffic and then keeps both revisions; where they are unknown, as long as CloudFormation waits. */
function waiting(strategy: unknown, configuration: RenderedProperties): number {
  const { bakeTime, canaryBakeTime, stepBakeTime, stepPercent, patience } = DEPLOYMENT;
  const { CanaryConfiguration: canary, LinearConfiguration: linear } = configuration;
  const bake = numberOf(configuration, 'BakeTimeInMinutes', bakeTime);
  const shifting = {
    BLUE_GREEN: 0,
    CANARY: numberOf(canary, 'CanaryBakeTimeInMinutes', canaryBakeTime),
    // No step waits once all of the traffic is shifted.
    LINEAR: (Math.ceil(100 / numberOf(linear, 'StepPercent', stepPercent)) - 1) * numberOf(linear, 'StepBakeTimeInMinutes', stepBakeTime),
  }[String(strategy)] ?? NaN;
  return Number.isNaN(bake + shifting) ? patience.shifting : bake + shifting;
}

/** Seconds that lifecycle hooks delay a deployment at most: as known, else until ECS times them out. */
function hooksOf(resource: CfnService, { LifecycleHooks: hooks = [] }: RenderedProperties): number {
  const known = KNOWN_HOOKS.get(resource) ?? [];
  const targets = known.map(({ target }) => JSON.stringify(Stack.of(resource).resolve(target)));
  const others = (Array.isArray(hooks) ? hooks : [hooks]).filter(({ HookTargetArn }) => !targets.includes(JSON.stringify(HookTargetArn)));
  const minutes = others.map(({ LifecycleStages: stages, TimeoutConfiguration: timeout }) => (
    (Array.isArray(stages) ? stages.length : NaN) * numberOf(timeout, 'TimeoutInMinutes', DEPLOYMENT.hookTimeout)));
  const waited = minutes.map((each) => (Number.isNaN(each) ? DEPLOYMENT.patience.shifting : each));
  return sum(known.map(({ seconds }) => seconds)) + 60 * sum(waited);
}

/** The usual value where the template says nothing, NaN where only the deployment knows it. */
function numberOf(properties: RenderedProperties = {}, name: string, usual: number): number {
  const value: unknown = isIntrinsic(properties) ? properties : properties[name];
  return value === undefined ? usual : typeof value === 'number' ? value : NaN;
}

/** Whether the deployment decides, as with `Fn::If`. */
function isIntrinsic(properties: RenderedProperties): boolean {
  return Object.keys(properties).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
