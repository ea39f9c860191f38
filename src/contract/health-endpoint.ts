import { Duration, Token } from 'aws-cdk-lib';
import { fail } from './errors';
import { HealthFormat } from './health-format';
import { HEALTH_CHECK } from './limits';

/** Options that every kind of endpoint takes. */
export interface EndpointOptions {
  /**
   * Port of the endpoint, 1–65535.
   * @default - the contract's port
   */
  readonly port?: number;

  /**
   * How long one check may take, connect included: whole seconds, 2–20.
   * @default - 5 seconds, or less where `detectWithin` needs it
   */
  readonly timeout?: Duration;
}

/** Options of an HTTP or HTTPS endpoint. */
export interface HttpEndpointOptions extends EndpointOptions {
  /**
   * Status codes that count as healthy, as the load balancer's matcher writes them: `200`, `200,204` or `200-299`; 200–499.
   * @default '200-299'
   */
  readonly statusCodes?: string;

  /**
   * How the verifier reads the body. Load balancers and container checks see the status code only.
   * @default HealthFormat.AUTO
   */
  readonly format?: HealthFormat;
}

/**
 * Where a service answers for its health, and how its answer is read.
 *
 * Use one endpoint for liveness ("restart it?") and another for readiness ("send it traffic?").
 */
export class HealthEndpoint {
  /**
   * An HTTP endpoint.
   * @param path path with query, starting with `/`; printable ASCII without spaces, anything else percent-encoded
   */
  public static http(path: string, options: HttpEndpointOptions = {}): HealthEndpoint {
    return new HealthEndpoint('http', options, httpPath(path), undefined, options.format, matcher(options.statusCodes));
  }

  /**
   * An HTTPS endpoint. Load balancers and container checks do not validate its certificate; the verifier does.
   * @param path path with query, starting with `/`; printable ASCII without spaces, anything else percent-encoded
   */
  public static https(path: string, options: HttpEndpointOptions = {}): HealthEndpoint {
    return new HealthEndpoint('https', options, httpPath(path), undefined, options.format, matcher(options.statusCodes));
  }

  /**
   * A server that implements `grpc.health.v1.Health` without TLS.
   * @param service service name to ask for; empty asks for the server as a whole
   */
  public static grpc(service: string = '', options: EndpointOptions = {}): HealthEndpoint {
    return new HealthEndpoint('grpc', options, undefined, grpcService(service));
  }

  /** A port that accepts TCP connections: proves that the process listens, not that it works. */
  public static tcp(options: EndpointOptions = {}): HealthEndpoint {
    return new HealthEndpoint('tcp', options);
  }

  /** Port when it is not the contract's own. */
  public readonly port?: number;
  /** Timeout of one check when the endpoint sets one. */
  public readonly timeout?: Duration;

  private constructor(
    /** `http`, `https`, `grpc` or `tcp`. */
    public readonly protocol: string,
    options: EndpointOptions,
    /** Path with query of an HTTP(S) endpoint. */
    public readonly path?: string,
    /** Service name of a gRPC endpoint. */
    public readonly grpcServiceName?: string,
    /** How the body of an HTTP(S) answer is read. */
    public readonly format: HealthFormat = HealthFormat.AUTO,
    /** Status codes of an HTTP(S) endpoint that count as healthy. */
    public readonly statusCodes?: string,
  ) {
    this.port = checkPort(options.port);
    this.timeout = checkTimeout(options.timeout);
  }

  /** Whether the endpoint speaks HTTP or HTTPS. */
  public get isHttp(): boolean {
    return this.protocol === 'http' || this.protocol === 'https';
  }
}

function httpPath(path: string): string {
  if (Token.isUnresolved(path)) {
    fail('The path of a health endpoint is written into commands and plans, so it must be known at synthesis', 'a token', 'a literal path', 'pass the path itself');
  }
  if (!path.startsWith('/')) {
    fail('The path of a health endpoint must start with a slash', JSON.stringify(path), "a path such as '/health/live'", `pass '/${path}'`);
  }
  if (!/^[\x21-\x7e]+$/.test(path) || path.includes('#')) {
    fail('The path of a health endpoint must be as it stands in a request line', JSON.stringify(path), 'printable ASCII without spaces and without #', `pass ${JSON.stringify(encodeURI(path).replace(/#/g, '%23'))}`);
  }
  if (path.length > HEALTH_CHECK.pathLength) {
    fail('The path of a health endpoint is too long for a target group', `${path.length} characters`, `at most ${HEALTH_CHECK.pathLength}`, 'offer the check under a shorter path');
  }
  return path;
}

function grpcService(service: string): string {
  if (!/^[\w.\-/]*$/.test(service)) {
    fail('The service name of a gRPC endpoint is not one', JSON.stringify(service), 'letters, digits, _ . - and /', "pass the name that the server registers, e.g. 'orders.v1.Orders'");
  }
  return service;
}

/** The verifier must agree with the load balancer, so the narrower of both ranges (ALB 200–499) holds. */
function matcher(codes: string = '200-299'): string {
  const part = /^(\d{3})(?:-(\d{3}))?$/;
  const valid = codes.split(',').every((piece) => {
    const match = part.exec(piece);
    if (!match) { return false; }
    const [low, high] = [Number(match[1]), Number(match[2] ?? match[1])];
    return low >= 200 && high <= 499 && low <= high;
  });
  if (!valid) {
    fail('The status codes of a health endpoint are not a matcher', JSON.stringify(codes), "codes and ranges within 200–499, e.g. '200', '200,204', '200-299'", 'write them without spaces');
  }
  return codes;
}

function checkPort(port?: number): number | undefined {
  if (port !== undefined && !Token.isUnresolved(port) && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    fail('The port of a health endpoint is not a port', String(port), 'a whole number from 1 to 65535', 'pass the port that the container listens on');
  }
  return port;
}

function checkTimeout(timeout?: Duration): Duration | undefined {
  if (timeout === undefined) { return undefined; }
  const { min, max } = HEALTH_CHECK.timeout;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    fail('The timeout of a health endpoint is out of range', `${seconds} s`, `whole seconds from ${min} to ${max}`, 'a check that needs longer is not shallow: move the work out of it');
  }
  return timeout;
}
