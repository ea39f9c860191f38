import { Duration, Token } from 'aws-cdk-lib';
import { HealthCheck, type HealthCheckProps, HealthCheckType, type IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { DnsCheckKind } from './dns-check-kind';
import type { DnsHttpCheckOptions, DnsTcpCheckOptions } from './dns-check-options';
import { checkPublicHost, isAddress } from './public-host';
import { describeEndpoint } from '../contract/describe-endpoint';
import { fail } from '../contract/errors';
import type { HealthEndpoint } from '../contract/health-endpoint';
import { PORT, ROUTE53 } from '../contract/limits';
import { requireInteger } from '../contract/require-integer';
import { highestStatus } from '../shared/status-codes';

/** A check of an endpoint over the internet. */
export class EndpointCheck implements DnsCheckKind {
  /** A GET over HTTP, or over HTTPS where it is secure. */
  public static http(secure: boolean, host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions): EndpointCheck {
    return new EndpointCheck(checkPublicHost(host), httpProps(secure, host, endpoint, options));
  }

  /** A connection. */
  public static tcp(host: string, port: number, options: DnsTcpCheckOptions): EndpointCheck {
    return new EndpointCheck(checkPublicHost(host), { ...commonProps(host, port, options), type: HealthCheckType.TCP });
  }

  public readonly hosts: string[];
  public readonly requestsPerSecond: number;
  public readonly validatesNoCertificate: boolean;

  private constructor(host: string, private readonly props: HealthCheckProps) {
    this.hosts = [host];
    this.requestsPerSecond = requestsPerSecond(props);
    this.validatesNoCertificate = props.type === HealthCheckType.HTTPS || props.type === HealthCheckType.HTTPS_STR_MATCH;
  }

  public bind(scope: Construct, id: string): IHealthCheck {
    return new HealthCheck(scope, id, this.props);
  }
}

function httpProps(secure: boolean, host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions): HealthCheckProps {
  if (!endpoint.isHttp || !endpoint.isPlain) {
    fail({
      what: 'Route 53 can only send a plain GET over HTTP or HTTPS',
      got: describeEndpoint(endpoint),
      allowed: 'an HTTP or HTTPS endpoint without method, body and headers of its own',
      fix: 'pass an endpoint that answers a plain GET, or use DnsCheck.tcp or DnsCheck.metric',
    });
  }
  checkStatusCodes(endpoint.statusCodes);
  if (endpoint.path!.length > ROUTE53.pathLength) {
    fail({
      what: 'The path of the endpoint is too long for Route 53',
      got: `${endpoint.path!.length} characters`,
      allowed: `at most ${ROUTE53.pathLength}`,
      fix: 'offer the check under a shorter path',
    });
  }
  const { search, port = secure ? 443 : 80 } = options;
  if (search !== undefined && !Token.isUnresolved(search) && (search.length < 1 || search.length > ROUTE53.searchLength)) {
    fail({
      what: 'The text to search for is too short or too long for Route 53',
      got: `${search.length} characters`,
      allowed: `1 to ${ROUTE53.searchLength}`,
      fix: 'search for a shorter part of the body',
    });
  }
  const plain = secure ? HealthCheckType.HTTPS : HealthCheckType.HTTP;
  const matching = secure ? HealthCheckType.HTTPS_STR_MATCH : HealthCheckType.HTTP_STR_MATCH;
  return {
    ...commonProps(host, port, options),
    type: search === undefined ? plain : matching,
    resourcePath: endpoint.path,
    searchString: search,
    // The name is what SNI sends; an address has none.
    enableSNI: secure ? !isAddress(host) : undefined,
  };
}

/** Each region has about the same number of checkers, and each of them sends a request every interval. */
function requestsPerSecond({ regions, requestInterval }: HealthCheckProps): number {
  const share = (regions?.length ?? ROUTE53.checkerRegions) / ROUTE53.checkerRegions;
  return ROUTE53.checkers * share / requestInterval!.toSeconds();
}

function commonProps(host: string, port: number, options: DnsTcpCheckOptions): Omit<HealthCheckProps, 'type'> {
  const { interval = Duration.seconds(30), failureThreshold = 3, regions, measureLatency, inverted } = options;
  requireInteger({ what: 'The port of a DNS check', value: port, ...PORT, fix: 'pass the port that clients use' });
  requireInteger({
    what: 'failureThreshold of a DNS check',
    value: failureThreshold,
    ...ROUTE53.failureThreshold,
    fix: 'pass how many checks in a row must fail',
  });
  if (!ROUTE53.intervals.includes(interval.toSeconds({ integral: false }))) {
    fail({
      what: 'The interval of a DNS check is not one of Route 53',
      got: `${interval.toSeconds({ integral: false })} s`,
      allowed: ROUTE53.intervals.map((seconds) => `${seconds} s`).join(' or '),
      fix: 'leave interval out, or pass Duration.seconds(10), which costs more and checks three times as often',
    });
  }
  if (regions && (regions.length < ROUTE53.leastRegions || new Set(regions).size < regions.length)) {
    fail({
      what: 'The regions of a DNS check are too few, or one is named twice',
      got: regions.join(', ') || 'none',
      allowed: `at least ${ROUTE53.leastRegions} different ones`,
      fix: 'leave regions out to be checked from all of them',
    });
  }
  return {
    ...isAddress(host) ? { ipAddress: host } : { fqdn: host },
    port,
    requestInterval: interval,
    failureThreshold,
    regions: regions && [...regions],
    measureLatency,
    inverted,
  };
}

/** Where the contract counts a code as healthy that Route 53 counts as unhealthy, DNS would leave a healthy service. */
function checkStatusCodes(codes = ''): void {
  const { min, max } = ROUTE53.statusCodes;
  if (highestStatus(codes) > max) {
    fail({
      what: 'Route 53 counts an answer as unhealthy that the endpoint counts as healthy',
      got: `status codes ${codes}`,
      allowed: `codes within ${min}–${max}`,
      fix: 'pass an endpoint that answers with 200 when it is healthy',
    });
  }
}
