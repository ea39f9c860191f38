import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { CLOUDFRONT_METRICS, globalAlarms, MINUTE, regionalAlarms } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** The resource that Shield Advanced protects. */
export interface ShieldHealthProps extends EdgeAlarmOptions {
  /**
   * ARN of a resource that AWS Shield Advanced protects: of a distribution, a hosted zone, a load balancer or an Elastic IP address. You
   * create the protection itself. ARNs of distributions and hosted zones are recognised by the name of the service in them, which must not
   * be a token; it is none in `distribution.distributionArn`.
   */
  readonly resourceArn: string;
}

/**
 * An alarm on attacks that AWS Shield Advanced detects.
 *
 * Metrics of distributions and hosted zones exist only in us-east-1, and so does the alarm on them; all others are in the resource's
 * region.
 * https://docs.aws.amazon.com/waf/latest/developerguide/shield-metrics.html
 */
export class ShieldHealth extends Construct {
  /** 1 while an attack is detected; once a day 0 while none is. */
  public readonly attackDetected: Metric;
  /** An attack is detected. */
  public readonly attack: Alarm;
  /** All alarms. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: ShieldHealthProps) {
    checkArguments('ShieldHealth', { scope, id, props });
    super(scope, id);
    const { resourceArn } = props;
    // Read in the text, because the partition in front is a token.
    const service = /^arn:.+?:(cloudfront|route53|globalaccelerator):/.exec(resourceArn)?.[1];
    if (service === 'globalaccelerator') {
      fail({
        what: 'AWS names no region for Shield metrics of accelerators',
        got: resourceArn,
        allowed: 'a distribution, a hosted zone, a load balancer or an Elastic IP address',
        fix: 'pass the load balancer behind the accelerator, or create the alarm where you see the metric',
        at: this.node.path,
      });
    }
    // One minute is enough: the alarm starts at once and stays on for five minutes, because Shield reports an attack once a minute.
    const options = { datapointsToAlarm: 1, ...props };
    const alarm = service ? globalAlarms(this, CLOUDFRONT_METRICS, options) : regionalAlarms(this, 'a protected resource', this, options);
    this.attackDetected = new Metric({
      namespace: 'AWS/DDoSProtection',
      metricName: 'DDoSDetected',
      dimensionsMap: { ResourceArn: resourceArn },
      statistic: Stats.MAXIMUM,
      period: MINUTE,
      region: service && CLOUDFRONT_METRICS.region,
    });
    this.attack = alarm('Attack', {
      metric: this.attackDetected,
      threshold: 1,
      description:
        'AWS Shield Advanced detects what may be an attack on a resource in front of the service. The Shield console shows the event.',
    });
    this.alarms = [this.attack];
  }
}
