import { Duration, Tokenization } from 'aws-cdk-lib';
import type { OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { fail } from '../../contract/errors';
import { HealthEndpoint } from '../../contract/health-endpoint';
import { CONTAINER_CHECK } from '../../contract/limits';

/** One check, resolved to what a tool's arguments need. */
export interface Check {
  readonly endpoint: HealthEndpoint;
  readonly port: string;
  /** When the command gives up by itself, in seconds. */
  readonly seconds: number;
  /** Whether the container runs on Windows. */
  readonly windows: boolean;
}

/** Half a second for the tool to start and to end before ECS's own timeout kills it. */
const MARGIN_SECONDS = 0.5;

/** Resolves an endpoint, the contract's port, the timeout of the container check and where it runs. */
export function toCheck(endpoint: HealthEndpoint, port: number, timeout: Duration, operatingSystem?: OperatingSystemFamily): Check {
  const { min, max } = CONTAINER_CHECK.timeout;
  const seconds = timeout.toSeconds({ integral: false });
  if (!(seconds >= min && seconds <= max)) {
    fail('The timeout of a container check is out of range', `${seconds} s`, `${min} to ${max} s`, 'a check that needs longer is not shallow: move the work out of it');
  }
  return {
    endpoint,
    port: Tokenization.stringifyNumber(endpoint.port ?? port),
    seconds: seconds - MARGIN_SECONDS,
    windows: operatingSystem?.isWindows() ?? false,
  };
}

/** The endpoint's URL as the container sees itself. */
export function urlOf(check: Check): string {
  return `${check.endpoint.protocol}://127.0.0.1:${check.port}${check.endpoint.path}`;
}

/** Refuses a container on Windows. */
export function requireLinux(tool: string, check: Check): void {
  if (check.windows) {
    fail(`${tool} cannot check a container on Windows`, 'an operating system of the family Windows', 'Linux', `use ${alternative(check)}`);
  }
}

/** Refuses an endpoint whose protocol the tool does not speak. */
export function requireProtocol(tool: string, allowed: string[], check: Check): void {
  const { endpoint } = check;
  if (!endpoint.isPlain) {
    fail(`${tool} can only ask with a plain GET`, 'an endpoint with a method, a body or headers of its own', 'an endpoint without them',
      'give the contract a liveness endpoint that answers a plain GET, or use ContainerProbe.command([...])');
  }
  if (!allowed.includes(endpoint.protocol)) {
    fail(`${tool} cannot check this endpoint`, `a ${endpoint.protocol} endpoint`, allowed.join(' and '), `use ${alternative(check)}`);
  }
}

/** Refuses an endpoint that counts codes as healthy that the tool takes for failures. */
export function requireStatusCodesUpTo(tool: string, highest: number, endpoint: HealthEndpoint): void {
  if (highestStatusCode(endpoint) > highest) {
    fail(
      `${tool} would take healthy answers of this endpoint for failures`, `status codes ${endpoint.statusCodes}`, `codes from 200 to ${highest}`,
      'use ContainerProbe.node() or ContainerProbe.python(), which match codes exactly, or let the endpoint answer 200',
    );
  }
}

/** The highest status code that the endpoint counts as healthy. */
export function highestStatusCode(endpoint: HealthEndpoint): number {
  return Math.max(...endpoint.statusCodes!.split(/[,-]/).map(Number));
}

function alternative({ endpoint, windows }: Check): string {
  switch (endpoint.protocol) {
    case 'tcp':
      return `ContainerProbe.${windows ? 'command([...])' : 'bashTcp()'}, or give the service an HTTP endpoint that proves more than an open port`;
    case 'grpc': return 'ContainerProbe.grpcHealthProbe()';
    default:
      return endpoint.isHttp ? `ContainerProbe.curl(),${windows ? '' : ' wget(),'} node() or python()` : 'ContainerProbe.command([...])';
  }
}
