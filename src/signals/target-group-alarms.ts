import { type Alarm, type IAlarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTuning } from './alarm-tuning';
import type { HealthAlarms } from './health-alarms';
import type { TargetGroupAlarmsProps } from './target-group-alarms-options';
import { isApplication, TargetGroupMetrics } from './target-group-metrics';
import { type AlarmDefaults, EVERY_MINUTE, requireThreshold, tunedAlarm } from './tuned-alarm';
import { checkArguments } from '../contract/check-arguments';
import { HealthLayer } from '../shared/health-layer';

const TWO_OF_THREE = { datapointsToAlarm: 2, evaluationPeriods: 3 };
const THREE_OF_FIVE = { datapointsToAlarm: 3, evaluationPeriods: 5 };

/**
 * Alarms on what an ALB or NLB reports of a service: targets, connections, and for an ALB errors and latency.
 *
 * Each is one resource; two of them watch two metrics and cost twice as much. They notify nobody by themselves: make them part of the
 * incident with `addTo`, or add actions to them.
 *
 * Each node of a load balancer checks targets for itself. AWS recommends the maximum of the healthy and the minimum of the unhealthy ones:
 * what all nodes agree on.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
 */
export class TargetGroupAlarms extends Construct {
  /** Too few healthy targets; undefined when it is turned off. */
  public readonly healthyHosts?: IAlarm;
  /** Unhealthy targets; undefined when it is turned off. */
  public readonly unhealthyHosts?: IAlarm;
  /** Connections to targets fail; undefined when it is turned off. */
  public readonly connectionErrors?: IAlarm;
  /** The load balancer rejects connections; undefined when it is turned off, and behind an NLB. */
  public readonly rejectedConnections?: IAlarm;
  /** Targets answer with 5xx; undefined when it is turned off, and behind an NLB. */
  public readonly serverErrors?: IAlarm;
  /** Targets answer late; undefined when it is turned off, and behind an NLB. */
  public readonly latency?: IAlarm;

  private readonly metrics: TargetGroupMetrics;

  constructor(scope: Construct, id: string, props: TargetGroupAlarmsProps) {
    checkArguments('TargetGroupAlarms', { scope, id, props });
    super(scope, id);
    const { targetGroup, sibling, contract } = props;
    this.metrics = new TargetGroupMetrics(targetGroup, sibling);
    this.node.addValidation({ validate: () => this.metrics.problems() });
    const { metrics } = this;
    this.healthyHosts = this.healthy(props.healthyHosts);
    this.unhealthyHosts = this.alarm('UnhealthyHosts', {
      metric: metrics.ofGroup('UnHealthyHostCount', Stats.MINIMUM),
      alarmDescription: 'Targets of the service fail the health checks of the load balancer.',
      threshold: 0,
      ...THREE_OF_FIVE,
    }, props.unhealthyHosts);
    if (!isApplication(targetGroup)) {
      this.connectionErrors = this.alarm(
        'ConnectionErrors',
        {
          metric: metrics.ofLoadBalancer('PortAllocationErrorCount', Stats.SUM),
          alarmDescription:
            'The load balancer has no port left for connections to targets: clients cannot connect. Add targets.',
          threshold: 0,
          ...THREE_OF_FIVE,
        },
        props.connectionErrors,
      );
      return;
    }
    this.connectionErrors = this.alarm('ConnectionErrors', {
      metric: metrics.ofGroup('TargetConnectionErrorCount', Stats.SUM),
      alarmDescription: 'The load balancer cannot connect to targets of the service.',
      threshold: 0,
      ...THREE_OF_FIVE,
    }, props.connectionErrors);
    this.rejectedConnections = this.alarm('RejectedConnections', {
      metric: metrics.ofLoadBalancer('RejectedConnectionCount', Stats.SUM),
      alarmDescription: 'The load balancer rejects connections, because it has reached its maximum.',
      threshold: 0,
      ...TWO_OF_THREE,
    }, props.rejectedConnections);
    this.serverErrors = this.errors(props);
    this.latency = this.alarm('Latency', {
      metric: metrics.ofGroup('TargetResponseTime', Stats.p(99)),
      alarmDescription: 'The slowest requests of the service take longer than the longest request of its contract.',
      // The time that a target gets to finish its requests is the longest of them.
      threshold: contract.budget.targetGroup.deregistrationDelay.toSeconds(),
      ignoreFewSamples: true,
      ...THREE_OF_FIVE,
    }, props.latency);
  }

  /** The alarms that exist. */
  public get all(): IAlarm[] {
    return [this.healthyHosts, this.unhealthyHosts, this.connectionErrors, this.rejectedConnections, this.serverErrors, this.latency]
      .filter((alarm) => alarm !== undefined);
  }

  /**
   * Makes the alarms part of the incident.
   * @param alarms the incident
   */
  public addTo(alarms: HealthAlarms): void {
    checkArguments('TargetGroupAlarms.addTo', { alarms }, this.node.path);
    const layers: Array<[HealthLayer, Array<IAlarm | undefined>]> = [
      [HealthLayer.L4, [this.connectionErrors]],
      [HealthLayer.L7, [this.serverErrors, this.latency]],
      [HealthLayer.LOAD_BALANCER, [this.healthyHosts, this.unhealthyHosts, this.rejectedConnections]],
    ];
    for (const [layer, causes] of layers) {
      alarms.addCause(layer, ...causes.filter((alarm) => alarm !== undefined));
    }
  }

  private alarm(id: string, defaults: AlarmDefaults, tuning: AlarmTuning | undefined): Alarm | undefined {
    return tunedAlarm(this, id, defaults, tuning);
  }

  /** A service that is scaled to zero on purpose has no healthy targets either. */
  private healthy(tuning: AlarmTuning = {}): Alarm | undefined {
    const floor = requireThreshold(this, 'HealthyHosts', tuning.threshold ?? 1);
    return this.alarm('HealthyHosts', {
      metric: new MathExpression({
        expression: `IF(healthy + unhealthy > 0, healthy, ${floor})`,
        usingMetrics: {
          healthy: this.metrics.ofGroup('HealthyHostCount', Stats.MAXIMUM),
          unhealthy: this.metrics.ofGroup('UnHealthyHostCount', Stats.MAXIMUM),
        },
        period: EVERY_MINUTE,
        label: 'healthy targets',
      }),
      alarmDescription: 'Too few targets of the service are healthy; with none, the load balancer sends requests to all of them.',
      threshold: floor,
      below: true,
      ...TWO_OF_THREE,
    }, tuning);
  }

  /** A minute without any 5xx has no data of them. */
  private errors({ serverErrors, minimumRequests = 20 }: TargetGroupAlarmsProps): Alarm | undefined {
    const least = Math.max(1, requireThreshold(this, 'minimumRequests', minimumRequests));
    return this.alarm('ServerErrors', {
      metric: new MathExpression({
        expression: `IF(FILL(requests, 0) >= ${least}, 100 * FILL(errors, 0) / requests, 0)`,
        usingMetrics: {
          requests: this.metrics.ofGroup('RequestCount', Stats.SUM),
          errors: this.metrics.ofGroup('HTTPCode_Target_5XX_Count', Stats.SUM),
        },
        period: EVERY_MINUTE,
        label: '5xx, %',
      }),
      alarmDescription: 'Targets of the service answer a large share of the requests with 5xx.',
      threshold: 5,
      ...THREE_OF_FIVE,
    }, serverErrors);
  }
}
