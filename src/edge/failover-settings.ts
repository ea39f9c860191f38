import { Token } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { FailoverOptions } from './failover-options';
import { fail } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { CLOUDFRONT } from '../contract/limits';

export function failoverCodes({ fallbackStatusCodes = [502, 503, 504] }: FailoverOptions, constructPath?: string): number[] {
  const wrong = fallbackStatusCodes.filter((code) => !CLOUDFRONT.failoverCodes.includes(code));
  if (wrong.length > 0 || fallbackStatusCodes.length === 0) {
    fail('CloudFront cannot fail over for these answers', wrong.join(', ') || 'no status code', CLOUDFRONT.failoverCodes.join(', '), 'leave fallbackStatusCodes out, or name those that mean that the origin is down', constructPath);
  }
  return [...fallbackStatusCodes];
}

/**
 * How long CloudFront waits for an origin before it goes to the fallback. What the origin says itself stays.
 *
 * Connected within the timeout of a health check, tried as often as a target may fail, and answered within the longest request.
 */
export function waitingFor(origin: CfnDistribution.OriginProperty, contract: HealthContract): CfnDistribution.OriginProperty {
  const { timeout, unhealthyThreshold, deregistrationDelay } = contract.budget.targetGroup;
  const custom = origin.customOriginConfig;
  const originReadTimeout = within(CLOUDFRONT.readTimeout, deregistrationDelay.toSeconds());
  return {
    connectionTimeout: within(CLOUDFRONT.connectionTimeout, timeout.toSeconds()),
    connectionAttempts: within(CLOUDFRONT.connectionAttempts, unhealthyThreshold),
    ...definedOf(origin),
    ...custom && !Token.isUnresolved(custom)
      ? { customOriginConfig: { originReadTimeout, ...definedOf(custom as CfnDistribution.CustomOriginConfigProperty) } }
      : {},
  };
}

/**
 * Behaviours that CloudFront would refuse at deployment: those of an origin group that allow other methods than GET, HEAD and OPTIONS.
 * @param config resolved
 */
export function refusedBehaviours({ originGroups, defaultCacheBehavior, cacheBehaviors }: CfnDistribution.DistributionConfigProperty): string[] {
  const groups = ((originGroups as CfnDistribution.OriginGroupsProperty | undefined)?.items ?? []) as CfnDistribution.OriginGroupProperty[];
  const behaviours = [{ ...defaultCacheBehavior, pathPattern: '*' }, ...(cacheBehaviors ?? []) as object[]] as CfnDistribution.CacheBehaviorProperty[];
  return behaviours
    .filter((behaviour) => groups.some(({ id }) => id === behaviour.targetOriginId) && !mayFailOver(behaviour))
    .map((behaviour) => `CloudFront fails over only for ${CLOUDFRONT.failoverMethods.join(', ')}: got ${behaviour.allowedMethods!.join(', ')} in behaviour '${behaviour.pathPattern}' of an origin group, allowed: those three. `
      + 'Let reads fail over in a behaviour of their own, and point behaviours with other methods at the primary origin alone.');
}

/** Without allowedMethods CloudFront takes GET and HEAD. */
export function mayFailOver({ allowedMethods = [] }: CfnDistribution.DefaultCacheBehaviorProperty): boolean {
  return allowedMethods.every((method) => CLOUDFRONT.failoverMethods.includes(method));
}

function within({ min, max }: { readonly min: number; readonly max: number }, value: number): number {
  return Math.min(max, Math.max(min, value));
}

function definedOf<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
