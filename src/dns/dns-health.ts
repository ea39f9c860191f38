import { Annotations, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnHealthCheck, HealthCheck, HealthCheckType, IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DnsCheck } from './dns-check';
import type { DnsRecord } from './dns-record';
import { alarmScope, isElsewhere, MetricsHome } from '../aws/alarm-home';
import { relativeAddress } from '../aws/relative-address';
import { checkArguments } from '../contract/check-arguments';
import { checkWhole } from '../contract/check-whole';

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html */
const METRICS: MetricsHome = { region: 'us-east-1', alarms: 'Alarms on Route 53 health checks', suffix: 'dns' };

/** What a service counts as while it is under maintenance, whatever its check sees. */
export enum DnsMaintenance {
  /** Healthy, as a health check that is disabled: clients keep coming, also to a service that is down. */
  COUNT_AS_HEALTHY = 'healthy',
  /** Unhealthy: clients go where another record of the name leads. */
  COUNT_AS_UNHEALTHY = 'unhealthy',
}

/** Who is told when DNS counts the service as unhealthy. */
export interface DnsAlarmOptions {
  /**
   * Topic that is told when the alarm begins and when it ends. It must be in us-east-1, because an alarm reaches only topics of its own region.
   * @default - nobody is told; the alarm is there for dashboards and other actions
   */
  readonly alertTopic?: ITopic;

  /**
   * Minutes in a row that the check must be unhealthy, 1–60. Its failure threshold already damps.
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** What DNS looks at, and which records depend on it. */
export interface DnsHealthProps {
  /** What Route 53 looks at. */
  readonly check: DnsCheck;

  /**
   * Records that are answered with only while the check is healthy; one of a name and type.
   * @default - none; `healthCheck` is there for records of yours
   */
  readonly records?: DnsRecord[];

  /**
   * Create an alarm on the check: in this stack if it is in us-east-1, otherwise in a stack there, for which this stack's account and region must be known.
   * @default - none
   */
  readonly alarm?: DnsAlarmOptions;

  /**
   * Let the service count as healthy or unhealthy for a while. The checkers keep asking: CloudFormation cannot disable a health check.
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
  /** The alarm on the check, when one was asked for. */
  public readonly alarm?: Alarm;
  /** About how many requests a second the checkers send; they do not coordinate, so several may come at once. */
  public readonly requestsPerSecond: number;

  public constructor(scope: Construct, id: string, props: DnsHealthProps) {
    checkArguments('DnsHealth', { scope, id, props });
    super(scope, id);
    const { check, records = [], alarm, maintenance } = props;
    const home = alarm && alarmScope(this, METRICS, alarm.alertTopic);
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
    records.forEach((record) => record._createRecord(this, this.healthCheck, check._hosts));
    if (home) {
      this.alarm = this.createAlarm(home, alarm!);
    }
    this.warn(check, maintenance);
  }

  /**
   * A calculated check in front can be told what to say, and its id never changes. The latter matters where the id crosses regions:
   * the CDK's references refuse a value that changed, which it does with another type or interval.
   */
  private createCheck(check: DnsCheck, maintenance: DnsMaintenance | undefined, crossesRegions: boolean): IHealthCheck {
    // Zero is always healthy, more than there are children never: API_HealthCheckConfig, HealthThreshold.
    const override = { [DnsMaintenance.COUNT_AS_HEALTHY]: 0, [DnsMaintenance.COUNT_AS_UNHEALTHY]: 256 };
    const healthThreshold = maintenance && override[maintenance];
    const created = check._create(this, 'Check', healthThreshold);
    const front = !check._isCalculated && (maintenance !== undefined || crossesRegions)
      ? new HealthCheck(this, 'Front', { type: HealthCheckType.CALCULATED, childHealthChecks: [created], healthThreshold: healthThreshold ?? 1 })
      : created;
    // The console lists health checks by this name; the L2 knows no tags.
    this.node.findAll().filter((child): child is CfnHealthCheck => child instanceof CfnHealthCheck).forEach((resource) => {
      resource.healthCheckTags = [{ key: 'Name', value: resource.node.path.replace(/\/Resource$/, '').slice(-256) }];
    });
    return front;
  }

  private createAlarm(home: Construct, { alertTopic, evaluationPeriods = 1 }: DnsAlarmOptions): Alarm {
    checkWhole('evaluationPeriods of the alarm on a DNS check', evaluationPeriods, 1, 60, 'pass how many minutes in a row must be unhealthy');
    const alarm = new Alarm(home, home === this ? 'Alarm' : `${this.node.id}-${relativeAddress(home, this)}`, {
      metric: this.status,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods,
      alarmDescription: `Route 53 counts ${this.node.path} as unhealthy: DNS no longer answers with its records, if another of the name is healthy.`,
    });
    if (alertTopic) {
      alarm.addAlarmAction(new SnsAction(alertTopic));
      alarm.addOkAction(new SnsAction(alertTopic));
    }
    return alarm;
  }

  private warn(check: DnsCheck, maintenance?: DnsMaintenance): void {
    if (maintenance) {
      const effect = maintenance === DnsMaintenance.COUNT_AS_HEALTHY ? 'clients are sent to it even if it is down' : 'clients are sent elsewhere even if it is well';
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:DnsMaintenance', `Under maintenance the service counts as ${maintenance}: ${effect}. Leave maintenance out when it is over.`);
    }
    if (check._validatesNoCertificate) {
      Annotations.of(this).addWarningV2('cdk-ecs-layered-health:DnsCertificateNotValidated',
        'Route 53 does not validate certificates: an expired one, or one of another name, counts as healthy. Let the verifier ask the front door as well: FrontDoor.internetFacing(host, HealthEndpoint.https(...)). Acknowledge when that is done.');
    }
  }
}
