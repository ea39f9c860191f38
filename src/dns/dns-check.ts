import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IHealthCheck } from 'aws-cdk-lib/aws-route53';
import { AlarmCheck, alarmOnMetric } from './alarm-check';
import { CalculatedCheck } from './calculated-check';
import type { DnsCheckKind } from './dns-check-kind';
import type {
  DnsAlarmCheckOptions,
  DnsCheckOptions,
  DnsHttpCheckOptions,
  DnsMetricCheckOptions,
  DnsTcpCheckOptions,
} from './dns-check-options';
import { EndpointCheck } from './endpoint-check';
import { checkArguments } from '../contract/check-arguments';
import type { HealthEndpoint } from '../contract/health-endpoint';
import { requireInteger } from '../contract/require-integer';

/**
 * What decides whether Route 53 answers with a record.
 *
 * Type, interval and latency measurement of a health check cannot change; CloudFormation replaces the check and updates the records.
 */
export class DnsCheck {
  /**
   * A GET over HTTP from about fifteen checkers around the world: connected within 4 seconds, status 200–399 within 2 more.
   * @param host public name or address; may be a token such as `loadBalancer.loadBalancerDnsName`. Not the name of the records that carry
   * the check.
   * @param endpoint the endpoint to check, e.g. the contract's readiness; its path is used, but not its port, which is the container's
   */
  public static http(host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.http', { host, endpoint, options });
    return new DnsCheck(EndpointCheck.http(false, host, endpoint, options));
  }

  /**
   * As `http`, over TLS. Route 53 does not validate the certificate: an expired one, or one of another name, counts as healthy.
   * @param host public name or address; may be a token such as `loadBalancer.loadBalancerDnsName`. Not the name of the records that carry
   * the check.
   * @param endpoint the endpoint to check, e.g. the contract's readiness; its path is used, but not its port, which is the container's
   */
  public static https(host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.https', { host, endpoint, options });
    return new DnsCheck(EndpointCheck.http(true, host, endpoint, options));
  }

  /**
   * A port that accepts a connection within 10 seconds: proves that something listens, not that it works.
   * @param host public name or address; may be a token
   * @param port port that clients use, 1–65535
   */
  public static tcp(host: string, port: number, options: DnsTcpCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.tcp', { host, port, options });
    return new DnsCheck(EndpointCheck.tcp(host, port, options));
  }

  /**
   * Healthy while enough other checks are.
   * @param children 1–255 checks; a calculated one cannot be among them
   * @param minimumHealthy how many of them must be healthy, from 1 to all
   */
  public static calculated(children: DnsCheck[], minimumHealthy: number, options: DnsCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.calculated', { children, minimumHealthy, options });
    return new DnsCheck(new CalculatedCheck(children.map(({ _kind }) => _kind), minimumHealthy, options));
  }

  /**
   * Unhealthy while the data of an alarm would put it in alarm: the way to check what the internet cannot reach.
   * @param alarm one plain metric of this account: no math, label, percentile, "M of N", or period below a minute
   */
  public static alarm(alarm: IAlarm, options: DnsAlarmCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.alarm', { alarm, options });
    return new DnsCheck(new AlarmCheck(() => alarm, options));
  }

  /**
   * Unhealthy while a metric is at or above a number, e.g. `DnsCheck.metric(verification.tasksFailing, 2)` for a private service. Creates
   * the alarm that Route 53 reads.
   * @param metric one plain metric: no math, label, percentile, or period below a minute
   * @param unhealthyFrom the least value that is bad
   */
  public static metric(metric: IMetric, unhealthyFrom: number, options: DnsMetricCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.metric', { metric, unhealthyFrom, options });
    requireInteger({
      what: 'evaluationPeriods of a DNS check',
      value: options.evaluationPeriods ?? 2,
      min: 1,
      max: 60,
      fix: 'pass how many periods in a row must be bad',
    });
    return new DnsCheck(new AlarmCheck((scope, id) => alarmOnMetric(scope, id, metric, unhealthyFrom, options), options));
  }

  /** An existing health check, e.g. `HealthCheck.fromHealthCheckId(...)`, or the `healthCheck` of another `DnsHealth`. */
  public static existing(healthCheck: IHealthCheck): DnsCheck {
    checkArguments('DnsCheck.existing', { healthCheck });
    return new DnsCheck({ hosts: [], requestsPerSecond: 0, validatesNoCertificate: false, bind: () => healthCheck });
  }

  /** Requests a second that the checkers send over all endpoints, approximately; they do not coordinate, so several may arrive at once. */
  public readonly requestsPerSecond: number;

  private constructor(
    /** @internal */
    public readonly _kind: DnsCheckKind,
  ) {
    this.requestsPerSecond = _kind.requestsPerSecond;
  }
}
