import { Token } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { FailoverOptions } from './failover-options';
import { fail, failureText } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';
import { CLOUDFRONT } from '../contract/limits';
import { withoutUndefined } from '../contract/without-undefined';

export function failoverCodes({ fallbackStatusCodes = [502, 503, 504] }: FailoverOptions, constructPath?: string): number[] {
  const wrong = fallbackStatusCodes.filter((code) => !CLOUDFRONT.failoverCodes.includes(code));
  if (wrong.length > 0 || fallbackStatusCodes.length === 0) {
    fail({
      what: 'CloudFront cannot fail over for these answers',
      got: wrong.join(', ') || 'no status code',
      allowed: CLOUDFRONT.failoverCodes.join(', '),
      fix: 'leave fallbackStatusCodes out, or pass those with which the origin reports that it is down',
      at: constructPath,
    });
  }
  return [...fallbackStatusCodes];
}

/**
 * How long CloudFront waits for an origin before it uses the fallback. What the origin sets itself stays.
 *
 * Connect within the timeout of a health check, as many attempts as a target may fail checks, an answer within the longest request.
 */
export function waitingFor(origin: CfnDistribution.OriginProperty, contract: HealthContract): CfnDistribution.OriginProperty {
  const { timeout, unhealthyThreshold, deregistrationDelay } = contract.budget.targetGroup;
  const custom = origin.customOriginConfig;
  const originReadTimeout = within(CLOUDFRONT.readTimeout, deregistrationDelay.toSeconds());
  return {
    connectionTimeout: within(CLOUDFRONT.connectionTimeout, timeout.toSeconds()),
    connectionAttempts: within(CLOUDFRONT.connectionAttempts, unhealthyThreshold),
    ...withoutUndefined(origin),
    ...custom && !Token.isUnresolved(custom)
      ? { customOriginConfig: { originReadTimeout, ...withoutUndefined(custom as CfnDistribution.CustomOriginConfigProperty) } }
      : {},
  };
}

/**
 * Behaviours that CloudFront would refuse at deployment: those of an origin group that allow other methods than GET, HEAD and OPTIONS.
 * @param config resolved
 */
export function refusedBehaviours({
  originGroups,
  defaultCacheBehavior,
  cacheBehaviors,
}: CfnDistribution.DistributionConfigProperty): string[] {
  const groups = ((originGroups as CfnDistribution.OriginGroupsProperty | undefined)?.items ?? []) as CfnDistribution.OriginGroupProperty[];
  const behaviours = [
    { ...defaultCacheBehavior, pathPattern: '*' },
    ...(cacheBehaviors ?? []) as object[],
  ] as CfnDistribution.CacheBehaviorProperty[];
  return behaviours
    .filter((behaviour) => groups.some(({ id }) => id === behaviour.targetOriginId) && !mayFailOver(behaviour))
    .map(({ allowedMethods, pathPattern }) => methodsText(allowedMethods!, `behaviour '${pathPattern}' of an origin group`,
      'let reads fail over in a behaviour of their own, and point behaviours with other methods at the primary origin alone'));
}

/** What is wrong with a behaviour that allows more methods than fail over. */
export function methodsText(allowedMethods: string[], behaviour: string, fix: string): string {
  return failureText({
    what: `CloudFront fails over only for ${CLOUDFRONT.failoverMethods.join(', ')}`,
    got: `${allowedMethods.join(', ')} in ${behaviour}`,
    allowed: 'those three',
    fix,
  });
}

/** Without allowedMethods CloudFront takes GET and HEAD. */
export function mayFailOver({ allowedMethods = [] }: CfnDistribution.DefaultCacheBehaviorProperty): boolean {
  return allowedMethods.every((method) => CLOUDFRONT.failoverMethods.includes(method));
}

function within({ min, max }: { readonly min: number; readonly max: number }, value: number): number {
  return Math.min(max, Math.max(min, value));
}
