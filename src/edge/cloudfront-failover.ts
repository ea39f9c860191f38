import { Lazy, Stack } from 'aws-cdk-lib';
import type { CfnDistribution, IDistribution, IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { FailoverOptions } from './failover-options';
import { failoverCodes, mayFailOver, methodsText, waitingFor } from './failover-settings';
import { relativeAddress } from '../aws/relative-address';
import { resourceBelow } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail, failureText } from '../contract/errors';

/** The distribution, and its fallback. */
export interface CloudFrontFailoverProps extends FailoverOptions {
  /** A distribution of this app. An imported one cannot be changed. */
  readonly distribution: IDistribution;

  /**
   * The origin to use when that of the default behaviour fails, e.g. a load balancer in another region or a bucket with an error page.
   */
  readonly fallback: IOrigin;
}

/** A rendered distribution, in which no list is a token any more. */
type Config = CfnDistribution.DistributionConfigProperty & {
  readonly origins: CfnDistribution.OriginProperty[];
  readonly originGroups?: { readonly items: CfnDistribution.OriginGroupProperty[] };
  readonly cacheBehaviors?: CfnDistribution.CacheBehaviorProperty[];
  readonly defaultCacheBehavior: CfnDistribution.DefaultCacheBehaviorProperty;
};

/**
 * Adds a fallback for the origin of the default behaviour to a distribution of this app; a new distribution takes a `FailoverOrigin`.
 *
 * Every behaviour of that origin that allows only GET, HEAD and OPTIONS fails over. Others stay as they are, because CloudFront refuses
 * them in an origin group. It changes the distribution in place and adds only what the fallback origin itself adds.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export class CloudFrontFailover extends Construct {
  constructor(scope: Construct, id: string, props: CloudFrontFailoverProps) {
    checkArguments('CloudFrontFailover', { scope, id, props });
    super(scope, id);
    const { distribution, fallback, contract } = props;
    const resource = resourceBelow(distribution, 'AWS::CloudFront::Distribution') as CfnDistribution | undefined
      ?? fail({
        what: 'The origins of a distribution can only be changed where it is defined',
        got: `${distribution.node.path} (imported)`,
        allowed: 'a distribution of this app',
        fix: 'pass a FailoverOrigin to its behaviours in the app that defines it',
        at: this.node.path,
      });
    const items = failoverCodes(props, this.node.path);
    const inner = new Construct(this, 'Fallback');
    const address = relativeAddress(distribution, this);
    const { originProperty, failoverConfig } = fallback.bind(inner, {
      originId: `Fallback-${address}`, distributionId: distribution.distributionId,
    });
    if (!originProperty || failoverConfig) {
      fail({
        what: 'An origin group cannot be the fallback of another',
        got: failoverConfig ? 'an origin that fails over itself' : 'an origin without properties',
        allowed: 'a plain origin',
        fix: 'pass the origin itself',
        at: this.node.path,
      });
    }
    const groupId = `Failover-${address}`;
    const before = resource.distributionConfig;
    this.node.addValidation({ validate: () => refusals(Stack.of(resource).resolve(before) as Config) });
    // The CDK renders origins and behaviours at synthesis, so that later ones get the fallback as well. The context resolves them, because
    // it handles references to other stacks.
    resource.distributionConfig = Lazy.uncachedAny({
      produce: (context): CfnDistribution.DistributionConfigProperty => {
        const config = context.resolve(before) as Config;
        const { targetOriginId } = config.defaultCacheBehavior;
        const moved = <B extends CfnDistribution.DefaultCacheBehaviorProperty>(behaviour: B): B =>
          behaviour.targetOriginId === targetOriginId && mayFailOver(behaviour) ? { ...behaviour, targetOriginId: groupId } : behaviour;
        const group: CfnDistribution.OriginGroupProperty = {
          id: groupId,
          members: { quantity: 2, items: [{ originId: targetOriginId }, { originId: originProperty.id }] },
          failoverCriteria: { statusCodes: { quantity: items.length, items } },
        };
        const groups = [...config.originGroups?.items ?? [], group];
        return {
          ...config,
          origins: [
            ...config.origins.map((origin) => (origin.id === targetOriginId ? waitingFor(origin, contract) : origin)),
            originProperty,
          ],
          originGroups: { quantity: groups.length, items: groups },
          defaultCacheBehavior: moved(config.defaultCacheBehavior),
          cacheBehaviors: config.cacheBehaviors?.map(moved),
        };
      },
    });
  }
}

function refusals({ defaultCacheBehavior, originGroups }: Config): string[] {
  const { targetOriginId, allowedMethods } = defaultCacheBehavior;
  if (originGroups?.items.some(({ id }) => id === targetOriginId)) {
    return [failureText({
      what: 'The default behaviour fails over already',
      got: 'an origin group',
      allowed: 'a plain origin',
      fix: 'leave CloudFrontFailover out',
    })];
  }
  return mayFailOver(defaultCacheBehavior) ? [] : [methodsText(allowedMethods!, 'the default behaviour',
    'give other methods behaviours of their own: '
    + "distribution.addBehavior('/api/*', origin, { allowedMethods: AllowedMethods.ALLOW_ALL })")];
}
