import { Stack } from 'aws-cdk-lib';
import type { CfnDistribution, IOrigin, OriginBindConfig, OriginBindOptions } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { FailoverOptions } from './failover-options';
import { failoverCodes, refusedBehaviours, waitingFor } from './failover-settings';
import { resourceBelow } from '../aws/service-resource';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** Two origins, of which CloudFront uses the second when the first fails. */
export interface FailoverOriginProps extends FailoverOptions {
  /** Where the service is, e.g. `new LoadBalancerV2Origin(loadBalancer)`. */
  readonly primary: IOrigin;

  /** The origin to use when it fails, e.g. a load balancer in another region or a bucket with an error page. */
  readonly fallback: IOrigin;
}

/**
 * An origin group for a behaviour of a distribution: `defaultBehavior: { origin: new FailoverOrigin({ contract, primary, fallback }) }`.
 *
 * CloudFront sends each request to the primary origin first. Only GET, HEAD and OPTIONS fail over, and CloudFront refuses a behaviour of an
 * origin group that allows more; that is an error at synthesis.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export class FailoverOrigin implements IOrigin {
  private readonly statusCodes: number[];

  /** @param props the two origins, and when CloudFront uses the second */
  constructor(private readonly props: FailoverOriginProps) {
    checkArguments('FailoverOrigin', { props });
    this.statusCodes = failoverCodes(props);
  }

  /** Called by the distribution. */
  public bind(scope: Construct, options: OriginBindOptions): OriginBindConfig {
    checkArguments('FailoverOrigin.bind', { scope, options });
    const { primary, fallback, contract } = this.props;
    const { originProperty, failoverConfig } = primary.bind(scope, options);
    if (!originProperty || failoverConfig) {
      fail({
        what: 'An origin group cannot be the primary origin of another',
        got: failoverConfig ? 'an origin that fails over itself' : 'an origin without properties',
        allowed: 'a plain origin',
        fix: 'pass the origin itself',
        at: scope.node.path,
      });
    }
    scope.node.addValidation({ validate: () => this.refused(scope) });
    return {
      originProperty: waitingFor(originProperty, contract),
      failoverConfig: { failoverOrigin: fallback, statusCodes: this.statusCodes },
    };
  }

  /** At synthesis, because behaviours may be added later. */
  private refused(scope: Construct): string[] {
    const resource = scope.node.scope && resourceBelow(scope.node.scope, 'AWS::CloudFront::Distribution') as CfnDistribution | undefined;
    return resource ? refusedBehaviours(Stack.of(resource).resolve(resource.distributionConfig)) : [];
  }
}
