import type { Duration } from 'aws-cdk-lib';
import { checkArguments } from './check-arguments';
import { containerCommand } from './container-command';
import {
  checkBody,
  checkCodeMeanings,
  checkGrpcService,
  checkHeaders,
  checkPath,
  checkPort,
  checkStatusCodes,
  checkThreshold,
  checkTimeout,
} from './endpoint-checks';
import {
  type CommandOptions,
  type EndpointOptions,
  type HttpEndpointOptions,
  type RequestOptions,
  type TcpEndpointOptions,
  type TlsEndpointOptions,
} from './endpoint-options';
import { fail } from './errors';
import type { HealthDialogue } from './health-dialogue';
import { HealthFormat } from './health-format';
import { HealthProtocol } from './health-protocol';
import type { SecretHeader } from './secret-header';
import type { EndpointPlan, GrpcEndpointPlan, HttpEndpointPlan, UdpEndpointPlan } from '../shared/plan';
import { DEFAULT_STATUS_CODES } from '../shared/status-codes';

type CommonField = 'protocol' | 'port' | 'path' | 'timeoutMs' | 'secretHeaders';
/** What only the verifier can send and judge, of any protocol; the factory of a protocol gives the fields of its own. */
type VerifierDemands = Partial<
Omit<HttpEndpointPlan, CommonField> & Omit<GrpcEndpointPlan, CommonField> & Omit<UdpEndpointPlan, CommonField>
>;

/**
 * Where a service reports its health, and how its answer is read.
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
    return new HealthEndpoint(HealthProtocol.HTTP, options, httpDemands(options), checkPath(path), options.secretHeaders);
  }

  /**
   * An HTTPS endpoint. Load balancers and container checks do not validate its certificate; the verifier does.
   * @param path path with query, starting with `/`; printable ASCII without spaces, anything else percent-encoded
   */
  public static https(path: string, options: HttpEndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.https', { path, options });
    return new HealthEndpoint(
      HealthProtocol.HTTPS,
      options,
      { ...tlsDemands(options), ...httpDemands(options) },
      checkPath(path),
      options.secretHeaders,
    );
  }

  /**
   * A WebSocket endpoint: healthy when it accepts the upgrade. Only the verifier can probe it.
   * @param path path with query, starting with `/`
   */
  public static ws(path: string, options: RequestOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.ws', { path, options });
    const demands = { headers: checkHeaders(options.headers) };
    return new HealthEndpoint(HealthProtocol.WS, options, demands, checkPath(path), options.secretHeaders);
  }

  /**
   * A WebSocket endpoint behind TLS: healthy when it accepts the upgrade. Only the verifier can probe it.
   * @param path path with query, starting with `/`
   */
  public static wss(path: string, options: RequestOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.wss', { path, options });
    return new HealthEndpoint(
      HealthProtocol.WSS,
      options,
      { ...tlsDemands(options), headers: checkHeaders(options.headers) },
      checkPath(path),
      options.secretHeaders,
    );
  }

  /**
   * A server that implements `grpc.health.v1.Health` without TLS.
   * @param service name of the service whose status is requested; empty: the server as a whole
   */
  public static grpc(service: string = '', options: EndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.grpc', { service, options });
    return new HealthEndpoint(HealthProtocol.GRPC, options, { grpcService: checkGrpcService(service) });
  }

  /**
   * A server that implements `grpc.health.v1.Health` behind TLS.
   * @param service name of the service whose status is requested; empty: the server as a whole
   */
  public static grpcs(service: string = '', options: TlsEndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.grpcs', { service, options });
    return new HealthEndpoint(HealthProtocol.GRPCS, options, { ...tlsDemands(options), grpcService: checkGrpcService(service) });
  }

  /** A port that accepts TCP connections: proves that the process listens, not that it works. */
  public static tcp(options: TcpEndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.tcp', { options });
    return new HealthEndpoint(HealthProtocol.TCP, options, { dialogue: options.dialogue?._dialogue });
  }

  /**
   * A UDP port that answers. Only the verifier can probe it.
   * @param dialogue what is sent and how the answer must be; silence proves nothing over UDP
   */
  public static udp(dialogue: HealthDialogue, options: EndpointOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.udp', { dialogue, options });
    return new HealthEndpoint(HealthProtocol.UDP, options, { dialogue: dialogue._dialogue });
  }

  /**
   * A command that ECS runs inside the container: the liveness of a worker, which listens on no port. Exit code 0 is healthy.
   * @param command `['CMD', program, ...arguments]` runs a program, `['CMD-SHELL', line]` hands one line to the container's shell, and
   * a program with its arguments alone gets `CMD` in front
   */
  public static command(command: string[], options: CommandOptions = {}): HealthEndpoint {
    checkArguments('HealthEndpoint.command', { command, options });
    return new HealthEndpoint(HealthProtocol.COMMAND, options, {}, undefined, undefined, containerCommand(command));
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
  /** @internal what the plan holds besides protocol, port, path and timeout */
  public readonly _demands: VerifierDemands;

  private constructor(
    /** What it speaks. */
    public readonly protocol: HealthProtocol,
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
    return this.protocol === HealthProtocol.HTTP || this.protocol === HealthProtocol.HTTPS;
  }

  /** Whether the endpoint speaks gRPC, with TLS or without. */
  public get isGrpc(): boolean {
    return this.protocol === HealthProtocol.GRPC || this.protocol === HealthProtocol.GRPCS;
  }

  /** Whether a plain GET without headers is enough, which is all that load balancers and container checks send. */
  public get isPlain(): boolean {
    const { method = 'GET', body, headers = {} } = this._demands;
    return method === 'GET' && body === undefined && Object.keys(headers).length === 0 && this.secretHeaders.length === 0;
  }

  /** @internal the endpoint in the verifier's plan */
  public _plan(timeoutMs: number): EndpointPlan {
    if (this._command) {
      fail({
        what: 'Only ECS can run a command, and only in the container of its worker',
        got: 'a command as endpoint',
        allowed: 'an endpoint that answers on a port',
        fix: 'use a command as liveness of a worker only',
      });
    }
    return {
      protocol: this.protocol,
      port: this.port,
      path: this.path,
      timeoutMs: this.timeout?.toMilliseconds() ?? timeoutMs,
      ...this._demands,
      secretHeaders: this.secretHeaders.length > 0 ? this.secretHeaders.map((header) => header._plan) : undefined,
    } as EndpointPlan;
  }
}

function httpDemands(options: HttpEndpointOptions): VerifierDemands {
  const { format = HealthFormat.AUTO, statusCodes = DEFAULT_STATUS_CODES, statusCodeMeanings } = options;
  const { method, body, redirects, assertions, maxAge } = options;
  const headers = checkHeaders(options.headers);
  return {
    format: format._plan,
    statusCodes: checkStatusCodes(statusCodes),
    codeMeanings: checkCodeMeanings(statusCodeMeanings),
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
