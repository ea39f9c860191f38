import { Duration, Fn, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { reachabilityStatements } from './reachability-statements';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { requireDuration } from '../contract/require-duration';
import { requireInteger } from '../contract/require-integer';
import type { ReachabilityPlan } from '../shared/plan';
import type { IDeepVerifier } from '../verification/deep-verifier-options';

/** How often an analysis may be paid for. */
export interface ReachabilityOptions {
  /**
   * Time from one analysis of a service to the next, at least: 1 minute to 24 hours.
   * @default Duration.minutes(60)
   */
  readonly interval?: Duration;

  /**
   * Analyses of a service within 24 hours, at most: 1–100.
   * @default 4
   */
  readonly maxPerDay?: number;
}

const USUAL_INTERVAL = Duration.minutes(60);
const USUAL_PER_DAY = 4;

type Source = (verifier: IDeepVerifier, scope: IConstruct) => ReachabilityPlan['source'];

/**
 * The start of the path that AWS's Reachability Analyzer analyses when no packet reaches a task.
 *
 * Each analysis costs about $0.10 (https://aws.amazon.com/vpc/pricing/, Network Analysis) and is only made after the verifier found a
 * task PORT_FILTERED or HOST_UNREACHABLE.
 */
export class Reachability {
  /** At the verifier's prober. */
  public static fromProber(options: ReachabilityOptions = {}): Reachability {
    checkArguments('Reachability.fromProber', { options });
    return new Reachability((verifier, scope) => {
      const [securityGroup] = verifier.connections.securityGroups;
      if (!verifier.prober || !securityGroup) {
        fail({
          what: 'There is no prober at which a path could start',
          got: 'a DeepVerifier without VPC',
          allowed: 'a DeepVerifier with vpc',
          fix: 'pass the VPC of the services to the DeepVerifier, or use Reachability.fromLoadBalancer',
          at: scope.node.path,
        });
      }
      return { filter: 'group-id', value: securityGroup.securityGroupId };
    }, options);
  }

  /**
   * At a load balancer, with the security groups and subnets that clients' requests depend on.
   * @param loadBalancerArn `loadBalancer.loadBalancerArn` of an ALB or NLB; own or imported
   */
  public static fromLoadBalancer(loadBalancerArn: string, options: ReachabilityOptions = {}): Reachability {
    checkArguments('Reachability.fromLoadBalancer', { loadBalancerArn, options });
    if (!Token.isUnresolved(loadBalancerArn) && !/:loadbalancer\/(app|net)\//.test(loadBalancerArn)) {
      fail({
        what: 'A path cannot start at this load balancer',
        got: JSON.stringify(loadBalancerArn),
        allowed: 'the ARN of an ALB or NLB',
        fix: 'pass loadBalancer.loadBalancerArn',
      });
    }
    // The description of a load balancer's network interfaces is `ELB app/NAME/ID`: https://repost.aws/knowledge-center/elb-find-load-balancer-ip
    return new Reachability(
      () => ({ filter: 'description', value: `ELB ${Fn.select(1, Fn.split(':loadbalancer/', loadBalancerArn))}` }),
      options,
    );
  }

  private constructor(private readonly source: Source, private readonly options: ReachabilityOptions) {
    const { interval = USUAL_INTERVAL, maxPerDay = USUAL_PER_DAY } = options;
    requireDuration({
      what: 'The interval between analyses',
      value: interval,
      min: Duration.minutes(1),
      max: Duration.hours(24),
      fix: 'pass how often an analysis may be paid for',
    });
    requireInteger({
      what: 'maxPerDay',
      value: maxPerDay,
      min: 1,
      max: 100,
      fix: 'pass how many analyses a day you would pay for',
      literal: true,
    });
  }

  /**
   * Grants the verifier the analysis, and returns its plan.
   * @internal
   */
  public _allow(verifier: IDeepVerifier, scope: IConstruct): ReachabilityPlan {
    const { interval = USUAL_INTERVAL, maxPerDay = USUAL_PER_DAY } = this.options;
    const source = this.source(verifier, scope);
    // Equal statements of several services: the CDK renders them once.
    reachabilityStatements().forEach((statement) => verifier.function.addToRolePolicy(statement));
    return { source, intervalSeconds: interval.toSeconds(), perDay: maxPerDay };
  }
}
