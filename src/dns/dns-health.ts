import { Annotations, Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnHealthCheck, HealthCheck, HealthCheckType, type IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CalculatedCheck } from './calculated-check';
import type { DnsCheck } from './dns-check';
import type { DnsRecord } from './dns-record';
import { alarmScope, isElsewhere, type MetricsHome } from '../aws/alarm-home';
import { createAlarm } from '../aws/create-alarm';
import { relativeAddress } from '../aws/relative-address';
import { checkArguments } from '../contract/check-arguments';

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html */
const METRICS: MetricsHome = { region: 'us-east-1', alarms: 'Alarms on Route 53 health checks', suffix: 'dns' };

/** How DNS counts a service under maintenance, whatever the result of its check. */
export enum DnsMaintenance {
  /** Healthy, like a disabled health check: clients reach it, even if it is down. */
  COUNT_AS_HEALTHY = 'healthy',
  /** Unhealthy: clients get another record of the name. */
  COUNT_AS_UNHEALTHY = 'unhealthy',
}

/** The alarm that starts when DNS counts the service as unhealthy. */
export interface DnsAlarmOptions {
  /**
   * Topic that CloudWatch itself notifies when the alarm starts and when it ends, with its own JSON message. It must be in us-east-1,
   * because an alarm reaches only topics of its own region.
   * @default - nobody is notified; the alarm is there for dashboards and other actions
   */
  readonly alarmTopic?: ITopic;

  /**
   * Minutes in a row that the check must be unhealthy, 1–60. Its failure threshold already damps.
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** The check, and the records that depend on it. */
export interface DnsHealthProps {
  /** The check that decides. */
  readonly check: DnsCheck;

  /**
   * Records with which DNS answers only while the check is healthy; one of a name and type.
   * @default - none; your own records can use `healthCheck`
   */
  readonly records?: DnsRecord[];

  /**
   * Create an alarm on the check: in this stack if it is in us-east-1, otherwise in a stack there, for which this stack's account and
   * region must be known.
   * @default - none
   */
  readonly alarm?: DnsAlarmOptions;

  /**
   * Counts the service as healthy or unhealthy for a while. The checkers continue, because CloudFormation cannot disable a health check.
   * @default - the check decides
   */
  readonly maintenance?: DnsMaintenance;
}

/**
 * A Route 53 health check, the records that depend on it, and an alarm.
 *
 * Adds one resource for the check (one more for each child), one for each record, and one for the alarm.
 */
export class DnsHealth extends Construct {
  /** The check that the records carry. */
  public readonly healthCheck: IHealthCheck;
  /** 1 while the check is healthy, 0 while it is not; the metric lives in us-east-1, and so does every alarm on it. */
  public readonly status: Metric;
  /** The alarm on the check; undefined without `alarm`. */
  public readonly alarm?: Alarm;
  /** Requests a second that the checkers send, approximately; they do not coordinate, so several may arrive at once. */
  public readonly requestsPerSecond: number;

  constructor(scope: Construct, id: string, props: DnsHealthProps) {
    checkArguments('DnsHealth', { scope, id, props });
    super(scope, id);
    const { check, records = [], alarm, maintenance } = props;
    const home = alarm && alarmScope(this, METRICS, alarm.alarmTopic);
    this.healthCheck = this.createCheck(check, maintenance, alarm !== undefined && isElsewhere(this, METRICS));
    this.requestsPerSecond = check.requestsPerSecond;
    this.status = new Metric({
      namespace: 'AWS/Route53',
      metricName: 'HealthCheckStatus',
      dimensionsMap: { HealthCheckId: this.healthCheck.healthCheckId },
      period: Duration.minutes(1),
      statistic: 'Minimum',
      region: METRICS.region,
    });
    records.forEach((record) => record._createRecord(this, this.healthCheck, check._kind.hosts));
    if (home) {
      this.alarm = this.createAlarm(home, alarm!);
    }
    this.warn(check, maintenance);
  }

  /**
   * A calculated check in front can count as what maintenance needs, and its id never changes. The latter matters where the id crosses
   * regions: the CDK's references refuse a changed value, and another type or interval changes the id of a check.
   */
  private createCheck(check: DnsCheck, maintenance: DnsMaintenance | undefined, crossesRegions: boolean): IHealthCheck {
    // With 0 a check is always healthy, with more than it has children never: API_HealthCheckConfig, HealthThreshold.
    const override = { [DnsMaintenance.COUNT_AS_HEALTHY]: 0, [DnsMaintenance.COUNT_AS_UNHEALTHY]: 256 };
    const healthThreshold = maintenance && override[maintenance];
    const created = check._kind.bind(this, 'Check', healthThreshold);
    const front =
      !(check._kind instanceof CalculatedCheck) && (maintenance !== undefined || crossesRegions)
        ? new HealthCheck(this, 'Front', {
          type: HealthCheckType.CALCULATED,
          childHealthChecks: [created],
          healthThreshold: healthThreshold ?? 1,
        })
        : created;
    // The console lists health checks by this name; the L2 knows no tags.
    this.node.findAll().filter((child): child is CfnHealthCheck => child instanceof CfnHealthCheck).forEach((resource) => {
      resource.healthCheckTags = [{ key: 'Name', value: resource.node.path.replace(/\/Resource$/, '').slice(-256) }];
    });
    return front;
  }

  private createAlarm(home: Construct, { alarmTopic, evaluationPeriods = 1 }: DnsAlarmOptions): Alarm {
    return createAlarm(home, home === this ? 'Alarm' : `${this.node.id}-${relativeAddress(home, this)}`, {
      metric: this.status,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods,
      treatMissingData: undefined,
      alarmDescription:
        `Route 53 counts ${this.node.path} as unhealthy: DNS no longer answers with its records, if another of the name is healthy.`,
      actions: alarmTopic ? [new SnsAction(alarmTopic)] : [],
    }, this);
  }

  private warn(check: DnsCheck, maintenance?: DnsMaintenance): void {
    if (maintenance) {
      const effect =
        maintenance === DnsMaintenance.COUNT_AS_HEALTHY
          ? 'clients reach it even if it is down'
          : 'clients get another record even if it is healthy';
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:DnsMaintenance',
        `Under maintenance the service counts as ${maintenance}: ${effect}. Leave maintenance out when it is over.`,
      );
    }
    if (check._kind.validatesNoCertificate) {
      Annotations.of(this).addWarningV2(
        'cdk-ecs-layered-health:DnsCertificateNotValidated',
        'Route 53 does not validate certificates: an expired one, or one of another name, counts as healthy. Let the '
          + 'verifier probe the front door as well: FrontDoor.internetFacing(host, HealthEndpoint.https(...)). Acknowledge '
          + 'the warning when that is done.',
      );
    }
  }
}
