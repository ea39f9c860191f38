import type { Socket } from 'node:net';
import { handshakeDone, probeCertificate } from './certificate';
import { now } from './clock';
import { type Connection, formatAuthority, openConnection } from './connect';
import { Deadline } from './deadline';
import { type Finding, proberFinding, skipped, toCheck } from './finding';
import { probeGrpc } from './grpc';
import { probeHttp } from './http';
import { type NetworkProbe, probeNetwork } from './network';
import type { ProbeTarget } from './target';
import type { EndpointPlan } from '../../src/verification/plan';
import type { CheckName, CheckResult, ProbeLayer, TargetProbe } from '../report/report';

/** How targets are probed. */
export interface ProbeOptions {
  /**
   * Targets that are probed at the same time.
   * @default 100
   */
  readonly concurrency?: number;
  /** Probe loopback addresses too, as the command line and the sandbox do; metadata addresses are refused all the same. */
  readonly allowLocal: boolean;
}

/** An endpoint that needs a look of its own. */
interface Endpoint {
  readonly check: 'liveness' | 'readiness';
  readonly plan: EndpointPlan;
  readonly port: number;
}

/**
 * Probes one target layer by layer; each layer only where the one below answered. Never rejects: what goes wrong in here is
 * the prober's own fault and says so.
 *
 * @param run deadline of the run that the target belongs to
 */
export async function probeTarget(target: ProbeTarget, options: ProbeOptions, run?: Deadline): Promise<TargetProbe> {
  try {
    return { id: target.id, checks: await new TargetProber(target, options, run).probe() };
  } catch (error) {
    return { id: target.id, checks: [toCheck('L3', 'network', proberFinding(error), now()), skipped('L4', 'port', 'the prober failed')] };
  }
}

class TargetProber {
  private readonly endpoints: readonly Endpoint[];
  private readonly tlsPorts: readonly number[];

  constructor(private readonly target: ProbeTarget, private readonly options: ProbeOptions, private readonly run?: Deadline) {
    this.endpoints = endpointsOf(target);
    const secure = this.endpoints.filter(({ plan }) => plan.protocol === 'https').map(({ port }) => port);
    this.tlsPorts = [...new Set([...target.tls ? [target.port] : [], ...secure])];
  }

  public async probe(): Promise<CheckResult[]> {
    const connectMs = (this.target.liveness ?? this.target.readiness ?? this.target).timeoutMs;
    const network = await probeNetwork(this.target.host, this.target.port, new Deadline(connectMs, this.run), this.options.allowLocal);
    try {
      return [network.network, network.port, ...await this.probeAbove(network)];
    } finally {
      network.socket?.destroy();
    }
  }

  private async probeAbove(network: NetworkProbe): Promise<CheckResult[]> {
    const { address } = network;
    const way = new Way(this.target.port, address, network.socket);
    const reachable = (port: number) => address !== undefined && (port !== this.target.port || network.port.outcome === 'OK');

    const tls = new Map<number, CheckResult>();
    await Promise.all(this.tlsPorts.map(async (port) => {
      tls.set(port, reachable(port) ? await this.certificate(way, port) : skipped('TLS', 'certificate', 'no connection to the port'));
    }));
    const endpoints = await Promise.all(this.endpoints.map(async (endpoint) => {
      const { check, port } = endpoint;
      if (!reachable(port)) { return skipped(layerOf(endpoint), check, 'no connection to the port'); }
      const certificate = isSecure(endpoint, this.target) ? tls.get(port) : undefined;
      return certificate && !handshakeDone(certificate) ? skipped('L7', check, 'no TLS handshake') : this.endpoint(way, endpoint);
    }));
    const worst = worstCertificate([...tls.values()]);
    return worst ? [worst, ...endpoints] : endpoints;
  }

  private certificate(way: Way, port: number): Promise<CheckResult> {
    const ms = Math.max(...this.endpoints.filter((endpoint) => endpoint.port === port).map(({ plan }) => plan.timeoutMs), 0) || this.target.timeoutMs;
    return this.check('TLS', 'certificate', async () => {
      const deadline = new Deadline(ms, this.run);
      const { socket, finding } = await way.open(port, deadline);
      return socket ? probeCertificate(socket, this.target.host, deadline) : finding;
    });
  }

  private endpoint(way: Way, endpoint: Endpoint): Promise<CheckResult> {
    const { check, plan, port } = endpoint;
    return this.check(layerOf(endpoint), check, async () => {
      const deadline = new Deadline(plan.timeoutMs, this.run);
      const { socket, finding } = await way.open(port, deadline);
      if (!socket) { return finding; }
      const authority = formatAuthority(this.target.host, port);
      if (plan.protocol === 'tcp') {
        socket.destroy();
        return finding;
      }
      return plan.protocol === 'grpc'
        ? probeGrpc(socket, plan.grpcService ?? '', this.target.host, authority, isSecure(endpoint, this.target), deadline)
        : probeHttp(socket, plan, this.target.host, authority, deadline);
    });
  }

  private async check(layer: ProbeLayer, check: CheckName, run: () => Promise<Finding>): Promise<CheckResult> {
    const start = now();
    return toCheck(layer, check, await run().catch(proberFinding), start);
  }
}

/** The way to a target's address. The connection that proved L4 is as fresh as any: the first check above takes it over. */
class Way {
  constructor(private readonly port: number, private readonly address: string | undefined, private spare: Socket | undefined) {}

  public async open(port: number, deadline: Deadline): Promise<Connection> {
    const { spare } = this;
    if (spare && port === this.port) {
      this.spare = undefined;
      return { socket: spare, finding: { outcome: 'OK', detail: 'connected' } };
    }
    return openConnection(this.address!, port, deadline); // only asked for what is reachable
  }
}

/** A bare TCP endpoint on the target's own port is what L4 has looked at already. */
function endpointsOf(target: ProbeTarget): Endpoint[] {
  return (['liveness', 'readiness'] as const).flatMap((check) => {
    const plan = target[check];
    const port = plan?.port ?? target.port;
    return plan && (plan.protocol !== 'tcp' || port !== target.port) ? [{ check, plan, port }] : [];
  });
}

function layerOf({ plan }: Endpoint): ProbeLayer {
  return plan.protocol === 'tcp' ? 'L4' : 'L7';
}

function isSecure({ plan, port }: Endpoint, target: ProbeTarget): boolean {
  return plan.protocol === 'https' || (plan.protocol === 'grpc' && target.tls === true && port === target.port);
}

/** Endpoints may be on several ports; the one result names the worst certificate. */
function worstCertificate(results: CheckResult[]): CheckResult | undefined {
  const order = ['DOWN', 'UNKNOWN', 'SKIPPED', 'DEGRADED', 'OUT_OF_SERVICE', 'UP'];
  return results.sort((left, right) => order.indexOf(left.status) - order.indexOf(right.status))[0];
}
