import { type Duration } from 'aws-cdk-lib';
import { CfnMonitoringSubscription, type IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkThreshold, CLOUDFRONT_METRICS, globalAlarms, MINUTE } from './edge-alarm';
import type { EdgeAlarmOptions } from './edge-alarm-options';
import { checkArguments } from '../contract/check-arguments';

/** The distribution, and the thresholds of its alarms. */
export interface CloudFrontHealthProps extends EdgeAlarmOptions {
  /** The distribution: of this app, or an imported one. */
  readonly distribution: IDistribution;

  /**
   * Share of responses with a 5xx status from which on the alarm counts a minute as bad, in percent: above 0, up to 100.
   * @default 5
   */
  readonly serverErrorRate?: number;

  /**
   * 99th percentile of the origin's latency from which on the alarm counts a minute as bad. It needs CloudFront's additional metrics, which
   * cost extra; a distribution of this app that does not publish them yet gets a subscription.
   * @default - the origin's latency is not watched
   */
  readonly originLatency?: Duration;

  /**
   * Whether the distribution publishes additional metrics already.
   * @default - as defined in this app; false for an imported distribution
   */
  readonly publishesAdditionalMetrics?: boolean;
}

/**
 * Alarms on a CloudFront distribution: 5xx responses, and the latency of its origins.
 *
 * The metrics exist only in us-east-1, and so do the alarms: in this stack if it is there, otherwise in a stack that is created there, for
 * which this stack's account and region must be known. An alarm in us-east-1 cannot be part of a composite alarm of another region, so it
 * needs an `alarmTopic` of its own.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export class CloudFrontHealth extends Construct {
  /** Share of responses with a 5xx status, in percent; lives in us-east-1. */
  public readonly serverErrorRate: Metric;
  /** 99th percentile of the time until the origin's response begins, in milliseconds; lives in us-east-1 and needs additional metrics. */
  public readonly originLatency: Metric;
  /** The distribution answers with server errors. */
  public readonly serverErrors: Alarm;
  /** The origin is slow; undefined without `originLatency`. */
  public readonly slowOrigin?: Alarm;
  /** All alarms. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: CloudFrontHealthProps) {
    checkArguments('CloudFrontHealth', { scope, id, props });
    super(scope, id);
    const { distribution, serverErrorRate = 5, originLatency } = props;
    const alarm = globalAlarms(this, CLOUDFRONT_METRICS, props);
    this.serverErrorRate = this.metric(distribution, '5xxErrorRate', Stats.AVERAGE);
    this.originLatency = this.metric(distribution, 'OriginLatency', Stats.p(99));
    this.serverErrors = alarm('ServerErrors', {
      metric: this.serverErrorRate,
      threshold: checkThreshold('serverErrorRate', serverErrorRate, 100, this),
      description: `CloudFront answers ${serverErrorRate} % of the requests to ${distribution.node.path} or more with a server error.`,
    });
    if (originLatency) {
      this.subscribe(props);
      this.slowOrigin = alarm('SlowOrigin', {
        metric: this.originLatency,
        threshold: checkThreshold('originLatency in milliseconds', originLatency.toMilliseconds(), Infinity, this),
        description:
          `The origin of ${distribution.node.path} takes `
          + `${originLatency.toMilliseconds()} ms or longer for one request in a hundred.`,
      });
    }
    this.alarms = [this.serverErrors, ...this.slowOrigin ? [this.slowOrigin] : []];
  }

  /** The CDK's own metrics of a distribution lack the dimension Region, without which no data is found (aws-cdk #19245). */
  private metric({ distributionId }: IDistribution, metricName: string, statistic: string): Metric {
    return new Metric({
      namespace: 'AWS/CloudFront',
      metricName,
      dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
      statistic,
      period: MINUTE,
      region: CLOUDFRONT_METRICS.region,
    });
  }

  /** A distribution has at most one subscription. */
  private subscribe({ distribution, publishesAdditionalMetrics }: CloudFrontHealthProps): void {
    const publishes = publishesAdditionalMetrics ?? distribution.node.findAll().some((child) => child instanceof CfnMonitoringSubscription);
    if (publishes) { return; }
    new CfnMonitoringSubscription(this, 'AdditionalMetrics', {
      distributionId: distribution.distributionId,
      monitoringSubscription: { realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: 'Enabled' } },
    });
  }
}
