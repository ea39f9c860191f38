import { type Duration, Tokenization } from 'aws-cdk-lib';
import type { OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { describeEndpoint } from '../../contract/describe-endpoint';
import { durationRange } from '../../contract/duration-range';
import { fail } from '../../contract/errors';
import { type HealthEndpoint } from '../../contract/health-endpoint';
import { HealthProtocol } from '../../contract/health-protocol';
import { CONTAINER_CHECK } from '../../contract/limits';
import { requireDuration } from '../../contract/require-duration';
import { highestStatus } from '../../shared/status-codes';

/** One check, resolved to what a tool's arguments need. */
export interface Check {
  readonly endpoint: HealthEndpoint;
  readonly port: string;
  /** When the command gives up by itself, in seconds. */
  readonly seconds: number;
  /** Whether the container runs on Windows. */
  readonly windows: boolean;
}

/** Time for the tool to start and to end before ECS's own timeout kills it. */
const MARGIN_SECONDS = 0.5;

/** Resolves an endpoint, the contract's port, the timeout of the container check and where it runs. */
export function toCheck(endpoint: HealthEndpoint, port: number, timeout: Duration, operatingSystem?: OperatingSystemFamily): Check {
  const seconds = requireDuration({
    what: 'The timeout of a container check',
    value: timeout,
    ...durationRange(CONTAINER_CHECK.timeout),
    fix: 'move work that needs longer out of the check',
  });
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
    fail({
      what: `${tool} cannot check a container on Windows`,
      got: 'an operating system of the family Windows',
      allowed: 'Linux',
      fix: `use ${alternative(check)}`,
    });
  }
}

/** Refuses an endpoint whose protocol the tool does not speak. */
export function requireProtocol(tool: string, allowed: HealthProtocol[], check: Check): void {
  const { endpoint } = check;
  if (!endpoint.isPlain) {
    fail({
      what: `${tool} can only send a plain GET`,
      got: describeEndpoint(endpoint),
      allowed: 'an endpoint without them',
      fix: 'give the contract a liveness endpoint that answers a plain GET, or use ContainerProbe.command([...])',
    });
  }
  if (!allowed.includes(endpoint.protocol)) {
    fail({
      what: `${tool} cannot check this endpoint`,
      got: describeEndpoint(endpoint),
      allowed: allowed.map((protocol) => describeEndpoint({ isPlain: true, protocol })).join(' or '),
      fix: `use ${alternative(check)}`,
    });
  }
}

/** Refuses an endpoint that counts codes as healthy that the tool counts as failures. */
export function requireStatusCodesUpTo(tool: string, highest: number, endpoint: HealthEndpoint): void {
  if (highestStatusCode(endpoint) > highest) {
    fail({
      what: `${tool} would count healthy answers of this endpoint as failures`,
      got: `status codes ${endpoint.statusCodes}`,
      allowed: `codes from 200 to ${highest}`,
      fix: 'use ContainerProbe.node() or ContainerProbe.python(), which match codes exactly, or let the endpoint answer 200',
    });
  }
}

/** The highest status code that the endpoint counts as healthy. */
export function highestStatusCode(endpoint: HealthEndpoint): number {
  return highestStatus(endpoint.statusCodes!);
}

function alternative({ endpoint, windows }: Check): string {
  switch (endpoint.protocol) {
    case HealthProtocol.TCP:
      return (
        `ContainerProbe.${windows ? 'command([...])' : 'bashTcp()'}, or give the service an HTTP endpoint that proves `
        + 'more than an open port'
      );
    case HealthProtocol.GRPC: return 'ContainerProbe.grpcHealthProbe()';
    default:
      return endpoint.isHttp ? `ContainerProbe.curl(),${windows ? '' : ' wget(),'} node() or python()` : 'ContainerProbe.command([...])';
  }
}
