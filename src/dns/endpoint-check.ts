import { Duration, Token } from 'aws-cdk-lib';
import { HealthCheckProps, HealthCheckType } from 'aws-cdk-lib/aws-route53';
import type { DnsHttpCheckOptions, DnsTcpCheckOptions } from './dns-check-options';
import { isAddress } from './public-host';
import { checkWhole } from '../contract/check-whole';
import { fail } from '../contract/errors';
import type { HealthEndpoint } from '../contract/health-endpoint';
import { ROUTE53 } from '../contract/limits';

/** Each gives the health check's properties, or fails with what is allowed. */

export function httpCheck(secure: boolean, host: string, endpoint: HealthEndpoint, options: DnsHttpCheckOptions): HealthCheckProps {
  if (!endpoint.isHttp || !endpoint.isPlain) {
    fail('Route 53 can only ask with a plain GET over HTTP or HTTPS', endpoint.isHttp ? 'an endpoint with a method, a body or headers of its own' : `a ${endpoint.protocol} endpoint`,
      'an http or https endpoint without them', 'pass an endpoint that answers a plain GET, or use DnsCheck.tcp or DnsCheck.metric');
  }
  checkStatusCodes(endpoint.statusCodes);
  if (endpoint.path!.length > ROUTE53.pathLength) {
    fail('The path of the endpoint is too long for Route 53', `${endpoint.path!.length} characters`, `at most ${ROUTE53.pathLength}`, 'offer the check under a shorter path');
  }
  const { search, port = secure ? 443 : 80 } = options;
  if (search !== undefined && !Token.isUnresolved(search) && (search.length < 1 || search.length > ROUTE53.searchLength)) {
    fail('The text to search for is too short or too long for Route 53', `${search.length} characters`, `1 to ${ROUTE53.searchLength}`, 'search for a shorter part of the body');
  }
  const plain = secure ? HealthCheckType.HTTPS : HealthCheckType.HTTP;
  const matching = secure ? HealthCheckType.HTTPS_STR_MATCH : HealthCheckType.HTTP_STR_MATCH;
  return {
    ...common(host, port, options),
    type: search === undefined ? plain : matching,
    resourcePath: endpoint.path,
    searchString: search,
    // The name is what SNI sends; an address has none.
    enableSNI: secure ? !isAddress(host) : undefined,
  };
}

export function tcpCheck(host: string, port: number, options: DnsTcpCheckOptions): HealthCheckProps {
  return { ...common(host, port, options), type: HealthCheckType.TCP };
}

/** About how many requests a second the checkers send to the endpoint; they do not coordinate. */
export function requestsPerSecond({ regions, requestInterval }: HealthCheckProps): number {
  const share = (regions?.length ?? ROUTE53.checkerRegions) / ROUTE53.checkerRegions;
  return ROUTE53.checkers * share / requestInterval!.toSeconds();
}

function common(host: string, port: number, options: DnsTcpCheckOptions): Omit<HealthCheckProps, 'type'> {
  const { interval = Duration.seconds(30), failureThreshold = 3, regions, measureLatency, inverted } = options;
  const { min, max } = ROUTE53.failureThreshold;
  checkWhole('The port of a DNS check', port, 1, 65535, 'pass the port that clients use');
  checkWhole('failureThreshold of a DNS check', failureThreshold, min, max, 'pass how many checks in a row must fail');
  if (!ROUTE53.intervals.includes(interval.toSeconds({ integral: false }))) {
    fail('The interval of a DNS check is not one of Route 53', `${interval.toSeconds({ integral: false })} s`, ROUTE53.intervals.map((seconds) => `${seconds} s`).join(' or '),
      'leave interval out, or pass Duration.seconds(10), which costs more and asks three times as often');
  }
  if (regions && (regions.length < ROUTE53.leastRegions || new Set(regions).size < regions.length)) {
    fail('The regions of a DNS check are too few, or one is named twice', regions.join(', ') || 'none', `at least ${ROUTE53.leastRegions} different ones`, 'leave regions out to be checked from all of them');
  }
  return {
    ...(isAddress(host) ? { ipAddress: host } : { fqdn: host }),
    port,
    requestInterval: interval,
    failureThreshold,
    regions: regions && [...regions],
    measureLatency,
    inverted,
  };
}

/** Where the contract calls a code healthy that Route 53 calls unhealthy, DNS would leave a healthy service. */
function checkStatusCodes(codes = ''): void {
  const { min, max } = ROUTE53.statusCodes;
  const highest = Math.max(...codes.split(',').map((part) => Number(part.split('-').pop())));
  if (highest > max) {
    fail('Route 53 would call an answer unhealthy that the endpoint calls healthy', `status codes ${codes}`, `codes within ${min}–${max}`, 'pass an endpoint that answers with 200 when it is healthy');
  }
}
