import type { Duration } from 'aws-cdk-lib';
import { checkArguments } from './check-arguments';
import { containerCommand } from './container-command';
import { checkBody, checkGrpcService, checkHeaders, checkPath, checkPort, checkStatusCodes, checkThreshold, checkTimeout } from './endpoint-checks';
import { CommandOptions, EndpointOptions, HttpEndpointOptions, RequestOptions, TcpEndpointOptions, TlsEndpointOptions } from './endpoint-options';
import { fail } from './errors';
import type { HealthDialogue } from './health-dialogue';
import { HealthFormat } from './health-format';
import type { SecretHeader } from './secret-header';
import type { EndpointPlan, EndpointProtocol } from '../verification/plan';

/** What only the verifier knows how to ask and to judge. */
type VerifierDemands = Partial<Omit<EndpointPlan, 'protocol' | 'port' | 'path' | 'timeoutMs' | 'secretHeaders'>>;

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
    checkArguments('HealthEndpoint.http', { path, options });
    return new HealthEndpoint('http', options, httpDemands(options), checkPath(path), options.secretHeaders);
  }

  /**
   * An HTTPS endpoint. Load balancers and container checks do not validate its certificate; the verifier does.
   * @param path path with query, starting with `/`; printable ASCII without spaces, anything else percent-encoded
   */
  public static https(path: string, options: HttpEndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.https', { path, options });
    return new HealthEndpoint('https', options, { ...tlsDemands(options), ...httpDemands(options) }, checkPath(path), options.secretHeaders);
  }

  /**
   * A WebSocket endpoint: healthy when it accepts the upgrade. Only the verifier can ask it.
   * @param path path with query, starting with `/`
   */
  public static ws(path: string, options: RequestOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.ws', { path, options });
    return new HealthEndpoint('ws', options, { headers: checkHeaders(options.headers) }, checkPath(path), options.secretHeaders);
  }

  /**
   * A WebSocket endpoint behind TLS: healthy when it accepts the upgrade. Only the verifier can ask it.
   * @param path path with query, starting with `/`
   */
  public static wss(path: string, options: RequestOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.wss', { path, options });
    return new HealthEndpoint('wss', options, { ...tlsDemands(options), headers: checkHeaders(options.headers) }, checkPath(path), options.secretHeaders);
  }

  /**
   * A server that implements `grpc.health.v1.Health` without TLS.
   * @param service service name to ask for; empty asks for the server as a whole
   */
  public static grpc(service: string = '', options: EndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.grpc', { service, options });
    return new HealthEndpoint('grpc', options, { grpcService: checkGrpcService(service) });
  }

  /**
   * A server that implements `grpc.health.v1.Health` behind TLS.
   * @param service service name to ask for; empty asks for the server as a whole
   */
  public static grpcs(service: string = '', options: TlsEndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.grpcs', { service, options });
    return new HealthEndpoint('grpcs', options, { ...tlsDemands(options), grpcService: checkGrpcService(service) });
  }

  /** A port that accepts TCP connections: proves that the process listens, not that it works. */
  public static tcp(options: TcpEndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.tcp', { options });
    return new HealthEndpoint('tcp', options, { dialogue: options.dialogue?._dialogue });
  }

  /**
   * A UDP port that answers. Only the verifier can ask it.
   * @param dialogue what is said and must be answered; silence proves nothing over UDP
   */
  public static udp(dialogue: HealthDialogue, options: EndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.udp', { dialogue, options });
    return new HealthEndpoint('udp', options, { dialogue: dialogue._dialogue });
  }

  /**
   * A command that ECS runs inside the container: the liveness of a worker, which listens on no port. Exit code 0 is healthy.
   * @param command `['CMD', program, ...arguments]` runs a program, `['CMD-SHELL', line]` hands one line to the container's shell, and
   * a program with its arguments alone gets `CMD` in front
   */
  public static command(command: string[], options: CommandOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.command', { command, options });
    return new HealthEndpoint('command', options, {}, undefined, undefined, containerCommand(command));
  }

  /** Port when it is not the contract's own. */
  public readonly port?: number;
  /** Timeout of one check when the endpoint sets one. */
  public readonly timeout?: Duration;
  /** Service name of a gRPC endpoint. */
  public readonly grpcServiceName?: string;
  /** How the body of an HTTP(S) answer is read. */
  public readonly format: HealthFormat;
  /** Status codes of an HTTP(S) endpoint that count as healthy. */
  public readonly statusCodes?: string;
  /** @internal what the plan says beyond protocol, port, path and timeout */
  public readonly _demands: VerifierDemands;

  private constructor(
    /** `http`, `https`, `ws`, `wss`, `grpc`, `grpcs`, `tcp`, `udp` or `command`. */
    public readonly protocol: string,
    options: EndpointOptions & { readonly format?: HealthFormat },
    demands: VerifierDemands,
    /** Path with query of an HTTP(S) or WebSocket endpoint. */
    public readonly path?: string,
    /** Headers whose values are secrets. */
    public readonly secretHeaders: SecretHeader[] = [],
    /** @internal in ECS's form, of an endpoint that is a command */
    public readonly _command?: string[],
  ) {
    this.port = checkPort(options.port);
    this.timeout = checkTimeout(options.timeout);
    this.format = options.format ?? HealthFormat.AUTO;
    this.grpcServiceName = demands.grpcService;
    this.statusCodes = demands.statusCodes;
    this._demands = {
      ...demands,
      warnAfterMs: checkThreshold('warnAfter', options.warnAfter, options.timeout),
      failAfterMs: checkThreshold('failAfter', options.failAfter, options.timeout),
    };
  }

  /** Whether the endpoint speaks HTTP or HTTPS. */
  public get isHttp(): boolean {
    return this.protocol === 'http' || this.protocol === 'https';
  }

  /** Whether a checker that only knows a plain GET without headers can ask it, as load balancers and container checks do. */
  public get isPlain(): boolean {
    const { method = 'GET', body, headers = {} } = this._demands;
    return method === 'GET' && body === undefined && Object.keys(headers).length === 0 && this.secretHeaders.length === 0;
  }

  /** @internal how the verifier's plan names it */
  public _plan(timeoutMs: number): EndpointPlan {
    if (this._command) {
      fail('Only ECS can run a command, and only in the container of its worker', 'a command as endpoint', 'an endpoint that answers on a port', 'use a command as liveness of a worker only');
    }
    return {
      protocol: this.protocol as EndpointProtocol,
      port: this.port,
      path: this.path,
      timeoutMs: this.timeout?.toMilliseconds() ?? timeoutMs,
      ...this._demands,
      secretHeaders: this.secretHeaders.length > 0 ? this.secretHeaders.map((header) => header._plan) : undefined,
    };
  }
}

function httpDemands(options: HttpEndpointOptions): VerifierDemands {
  const { format = HealthFormat.AUTO, statusCodes = '200-299', method, body, redirects, assertions, maxAge } = options;
  const headers = checkHeaders(options.headers);
  return {
    format: format.name as VerifierDemands['format'],
    statusCodes: checkStatusCodes(statusCodes),
    method,
    body: checkBody(body),
    headers: Object.keys(headers).length > 0 ? headers : undefined,
    redirects,
    assertions: assertions?.map((assertion) => assertion._assertion),
    maxAgeSeconds: maxAge?.toSeconds(),
  };
}

function tlsDemands({ serverName, certificateExpiry }: TlsEndpointOptions): VerifierDemands {
  return { serverName, certificateDays: certificateExpiry?.toDays({ integral: false }) };
}
