import { Duration, Fn, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { reachabilityStatements } from './reachability-statements';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import type { DeepVerifier } from '../verification/deep-verifier';
import type { ReachabilityPlan } from '../verification/plan';

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

type Source = (verifier: DeepVerifier, asker: IConstruct) => ReachabilityPlan['source'];

/**
 * Where AWS's Reachability Analyzer starts when it is asked why no packet gets to a task.
 *
 * Each analysis costs about $0.10 (https://aws.amazon.com/vpc/pricing/, Network Analysis) and is only made after the verifier found a task PORT_FILTERED or HOST_UNREACHABLE.
 */
export class Reachability {
  /** At the verifier's prober, whose packets did not arrive. */
  public static fromProber(options: ReachabilityOptions = {}): Reachability {
    checkArguments('Reachability.fromProber', { options });
    return new Reachability((verifier, asker) => {
      const [securityGroup] = verifier.connections.securityGroups;
      if (!verifier.prober || !securityGroup) {
        fail('There is no prober that a path could start at', 'a DeepVerifier without VPC', 'a DeepVerifier with vpc', 'pass the VPC of the services to the DeepVerifier, or use Reachability.fromLoadBalancer', asker.node.path);
      }
      return { filter: 'group-id', value: securityGroup.securityGroupId };
    }, options);
  }

  /**
   * At a load balancer, whose security groups and subnets are those that clients' requests depend on.
   * @param loadBalancerArn `loadBalancer.loadBalancerArn` of an ALB or NLB; own or imported
   */
  public static fromLoadBalancer(loadBalancerArn: string, options: ReachabilityOptions = {}): Reachability {
    checkArguments('Reachability.fromLoadBalancer', { loadBalancerArn, options });
    if (!Token.isUnresolved(loadBalancerArn) && !/:loadbalancer\/(app|net)\//.test(loadBalancerArn)) {
      fail('This is no load balancer that a path can start at', JSON.stringify(loadBalancerArn), 'the ARN of an ALB or NLB', 'pass loadBalancer.loadBalancerArn');
    }
    // ELB describes its network interfaces as `ELB app/NAME/ID`: https://repost.aws/knowledge-center/elb-find-load-balancer-ip
    return new Reachability(() => ({ filter: 'description', value: `ELB ${Fn.select(1, Fn.split(':loadbalancer/', loadBalancerArn))}` }), options);
  }

  private constructor(private readonly source: Source, private readonly options: ReachabilityOptions) {
    const { interval, maxPerDay = 4 } = options;
    if (interval && (interval.isUnresolved() || interval.toSeconds({ integral: false }) < 60 || interval.toDays({ integral: false }) > 1)) {
      fail('The interval between analyses is out of range', interval.isUnresolved() ? 'a token' : interval.toHumanString(), '1 minute to 24 hours', 'pass another Duration');
    }
    if (!Number.isInteger(maxPerDay) || maxPerDay < 1 || maxPerDay > 100) {
      fail('maxPerDay is out of range', String(maxPerDay), 'a whole number from 1 to 100', 'pass how many analyses a day you would pay for');
    }
  }

  /**
   * Lets the verifier ask, and says what it is to ask.
   * @internal
   */
  public _allow(verifier: DeepVerifier, asker: IConstruct): ReachabilityPlan {
    const { interval = Duration.minutes(60), maxPerDay = 4 } = this.options;
    const source = this.source(verifier, asker);
    // The same statements for each service: the CDK renders them once.
    reachabilityStatements().forEach((statement) => verifier.verifier.addToRolePolicy(statement));
    return { source, intervalSeconds: interval.toSeconds(), perDay: maxPerDay };
  }
}
