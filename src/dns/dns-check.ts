import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { HealthCheck, HealthCheckProps, HealthCheckType, IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { alarmCheck, alarmOnMetric } from './alarm-check';
import type { DnsAlarmCheckOptions, DnsCheckOptions, DnsHttpCheckOptions, DnsMetricCheckOptions, DnsTcpCheckOptions } from './dns-check-options';
import { httpCheck, requestsPerSecond, tcpCheck } from './endpoint-check';
import { checkPublicHost } from './public-host';
import { checkArguments } from '../contract/check-arguments';
import { checkWhole } from '../contract/check-whole';
import { fail } from '../contract/errors';
import type { HealthEndpoint } from '../contract/health-endpoint';
import { ROUTE53 } from '../contract/limits';

/** How the checks of one `DnsHealth` come into being; `override` replaces the least number of healthy children. */
type Create = (scope: Construct, id: string, override?: number) => IHealthCheck;

interface Traits {
  /** Hosts that are asked, its own and those of its children. */
  readonly hosts?: string[];
  readonly requestsPerSecond?: number;
  readonly isCalculated?: boolean;
  readonly validatesNoCertificate?: boolean;
}

/**
 * What Route 53 looks at to decide whether DNS may answer with a record.
 *
 * Type, interval and latency measurement of a health check cannot change; CloudFormation then makes a new one and gives its id to the records.
 */
export class DnsCheck {
  /**
   * A GET over HTTP from about fifteen checkers around the world: connected within 4 seconds, status 200–399 within 2 more.
   * @param host public name or address; may be a token such as `loadBalancer.loadBalancerDnsName`. Not the name of the records that carry the check.
   * @param endpoint what to ask, e.g. the contract's readiness: its path counts, its port is the container's
   */
  public static http(host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.http', { host, endpoint, options });
    return DnsCheck.asking(host, httpCheck(false, checkPublicHost(host), endpoint, options));
  }

  /**
   * As `http`, over TLS. Route 53 does not validate the certificate: an expired one, or one of another name, counts as healthy.
   * @param host public name or address; may be a token such as `loadBalancer.loadBalancerDnsName`. Not the name of the records that carry the check.
   * @param endpoint what to ask, e.g. the contract's readiness: its path counts, its port is the container's
   */
  public static https(host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.https', { host, endpoint, options });
    return DnsCheck.asking(host, httpCheck(true, checkPublicHost(host), endpoint, options));
  }

  /**
   * A port that accepts a connection within 10 seconds: proves that something listens, not that it works.
   * @param host public name or address; may be a token
   * @param port port that clients use, 1–65535
   */
  public static tcp(host: string, port: number, options: DnsTcpCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.tcp', { host, port, options });
    return DnsCheck.asking(host, tcpCheck(checkPublicHost(host), port, options));
  }

  /**
   * Healthy while enough other checks are.
   * @param children 1–255 checks; a calculated one cannot be among them
   * @param minimumHealthy how many of them must be healthy, from 1 to all
   */
  public static calculated(children: DnsCheck[], minimumHealthy: number, options: DnsCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.calculated', { children, minimumHealthy, options });
    const { min, max } = ROUTE53.children;
    if (children.length < min || children.length > max || children.some(({ traits }) => traits.isCalculated)) {
      const got = children.length < min || children.length > max ? `${children.length} children` : 'a calculated check among the children';
      fail('The children of a calculated check cannot be kept', got, `${min} to ${max} checks that are not calculated themselves`, 'name the checks themselves');
    }
    checkWhole('minimumHealthy of a calculated check', minimumHealthy, 1, children.length, 'pass how many of the children must be healthy');
    return new DnsCheck((scope, id, override) => new HealthCheck(scope, id, {
      type: HealthCheckType.CALCULATED,
      childHealthChecks: children.map((child, index) => child._create(scope, `${id}Child${index + 1}`)),
      healthThreshold: override ?? minimumHealthy,
      // An override says what counts; inverted, it would say the opposite.
      inverted: override === undefined ? options.inverted : false,
    }), {
      hosts: children.flatMap((child) => child._hosts),
      requestsPerSecond: children.reduce((sum, child) => sum + child.requestsPerSecond, 0),
      isCalculated: true,
      validatesNoCertificate: children.some(({ traits }) => traits.validatesNoCertificate),
    });
  }

  /**
   * Unhealthy while the data of an alarm would put it in alarm: the way to check what the internet cannot reach.
   * @param alarm one plain metric of this account: no math, label, percentile, "M of N", or period below a minute
   */
  public static alarm(alarm: IAlarm, options: DnsAlarmCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.alarm', { alarm, options });
    return new DnsCheck((scope, id) => new HealthCheck(scope, id, alarmCheck(scope, alarm, options)), {});
  }

  /**
   * Unhealthy while a metric is at or above a number, e.g. `DnsCheck.metric(verification.tasksFailing, 2)` for a private service. Creates the alarm that Route 53 reads.
   * @param metric one plain metric: no math, label, percentile, or period below a minute
   * @param unhealthyFrom the least value that is bad
   */
  public static metric(metric: IMetric, unhealthyFrom: number, options: DnsMetricCheckOptions = {}): DnsCheck {
    checkArguments('DnsCheck.metric', { metric, unhealthyFrom, options });
    checkWhole('evaluationPeriods of a DNS check', options.evaluationPeriods ?? 2, 1, 60, 'pass how many periods in a row must be bad');
    return new DnsCheck((scope, id) => {
      const alarm = alarmOnMetric(scope, `${id}Alarm`, metric, unhealthyFrom, options);
      return new HealthCheck(scope, id, alarmCheck(scope, alarm, options));
    }, {});
  }

  /** A health check that exists, e.g. `HealthCheck.fromHealthCheckId(...)`, or the `healthCheck` of another `DnsHealth`. */
  public static existing(healthCheck: IHealthCheck): DnsCheck {
    checkArguments('DnsCheck.existing', { healthCheck });
    return new DnsCheck(() => healthCheck, {});
  }

  private static asking(host: string, props: HealthCheckProps): DnsCheck {
    const validatesNoCertificate = props.type === HealthCheckType.HTTPS || props.type === HealthCheckType.HTTPS_STR_MATCH;
    const traits = { hosts: [host], requestsPerSecond: requestsPerSecond(props), validatesNoCertificate };
    return new DnsCheck((scope, id) => new HealthCheck(scope, id, props), traits);
  }

  /** About how many requests a second the checkers send, over all endpoints; they do not coordinate, so several may come at once. */
  public readonly requestsPerSecond: number;

  private constructor(
    /** @internal */
    public readonly _create: Create,
    private readonly traits: Traits,
  ) {
    this.requestsPerSecond = traits.requestsPerSecond ?? 0;
  }

  /** @internal */
  public get _hosts(): string[] {
    return this.traits.hosts ?? [];
  }

  /** @internal */
  public get _validatesNoCertificate(): boolean {
    return this.traits.validatesNoCertificate ?? false;
  }

  /** @internal */
  public get _isCalculated(): boolean {
    return this.traits.isCalculated ?? false;
  }
}
