import { now } from './clock';
import { Deadline } from './deadline';
import { type Endpoint, endpointsOf, isPortItself, type UdpEndpoint, udpEndpoint } from './endpoint';
import { type Finding, proberFinding, skipped, toCheck } from './finding';
import { judgeTime } from './latency';
import { connectByTcp, type NetworkProbe, probeNetwork } from './network/network';
import { PROTOCOLS } from './protocols';
import { handshakeDone, probeCertificate } from './tls/certificate';
import { certificateKey, certificatesOf, type CertificateCheck, worstCertificate } from './tls/certificates';
import { probeClosedPorts } from './transport/closed-ports';
import { formatAuthority } from './transport/connect';
import type { ProbeRequest, ProbeTarget } from '../shared/probe-request';
import { ReusableConnection } from './transport/reusable-connection';
import type { CheckName, CheckResult, TargetProbe } from '../shared/check-result';
import { connectByUdp } from './transport/udp';
import type { ProbeLayer } from '../shared/verdict';

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

/**
 * Probes one target layer by layer; each layer only where the one below answered. Never rejects: what goes wrong in here is
 * the prober's own fault and says so.
 *
 * @param run deadline of the run that the target belongs to
 * @param secrets values of the endpoints' secret headers
 */
export async function probeTarget(
  target: ProbeTarget,
  options: ProbeOptions,
  run?: Deadline,
  secrets?: ProbeRequest['secrets'],
): Promise<TargetProbe> {
  try {
    return { id: target.id, checks: await new TargetProber(target, options, run, secrets).probe() };
  } catch (error) {
    return { id: target.id, checks: [toCheck('L3', 'network', proberFinding(error), now()), skipped('L4', 'port', 'the prober failed')] };
  }
}

/** What the checks above L4 need. */
interface ProbedNetwork {
  readonly network: NetworkProbe;
  readonly connection: ReusableConnection | undefined;
  /** When the target's probe began. */
  readonly start: number;
}

class TargetProber {
  private readonly endpoints: readonly Endpoint[];
  /** The endpoint that L3 and L4 are proven by where the port is a UDP one. */
  private readonly overUdp: UdpEndpoint | undefined;
  private readonly connectMs: number;

  constructor(
    private readonly target: ProbeTarget,
    private readonly options: ProbeOptions,
    private readonly run: Deadline | undefined,
    private readonly secrets: ProbeRequest['secrets'],
  ) {
    const endpoints = endpointsOf(target);
    this.endpoints = endpoints.filter((endpoint) => !isPortItself(endpoint, target));
    this.overUdp = udpEndpoint(endpoints, target);
    this.connectMs = (target.liveness ?? target.readiness ?? target).timeoutMs;
  }

  public async probe(): Promise<CheckResult[]> {
    const { host, port } = this.target;
    const connector = this.overUdp ? connectByUdp(port, this.overUdp.plan.dialogue) : connectByTcp(port);
    const start = now();
    const network = await probeNetwork(host, connector, new Deadline(this.connectMs, this.run), this.options.allowLocal);
    const connection = network.address === undefined ? undefined : new ReusableConnection(network.address, port, network);
    try {
      const probed = { network, connection, start };
      const pending = this.certificates(probed);
      const certificates = pending && (await pending);
      const worst = certificates && worstCertificate([...certificates.values()]);
      const { closedPorts = [] } = this.target;
      const running = this.endpoints.map((endpoint) => this.endpoint(endpoint, probed, certificates));
      if (closedPorts.length > 0) {
        running.push(probeClosedPorts(network.address, closedPorts, this.connectMs, this.run));
      }
      const results = new Array<CheckResult>(running.length);
      // All of them have started, and none of them rejects.
      for (let at = 0; at < running.length; at += 1) {
        results[at] = await running[at]!;
      }
      return worst ? [network.network, network.port, worst, ...results] : [network.network, network.port, ...results];
    } finally {
      connection?.close();
    }
  }

  /** The certificates that the endpoints rely on, by `certificateKey`; undefined, as with most targets, when there are none. */
  private certificates(probed: ProbedNetwork): Promise<Map<string, CheckResult>> | undefined {
    const required = certificatesOf(this.target, this.endpoints);
    return (
      required
      && Promise.all(
        [...required].map(async ([key, certificate]) => (
          [key, await this.certificate(this.connectionTo(certificate.port, probed), certificate)] as const
        )),
      ).then((results) => new Map(results))
    );
  }

  /** The connection to one of the target's ports, unless the port is known not to answer. */
  private connectionTo(port: number, { network, connection }: ProbedNetwork): ReusableConnection | undefined {
    return port !== this.target.port || network.port.outcome === 'OK' ? connection : undefined;
  }

  private endpoint(
    endpoint: Endpoint,
    probed: ProbedNetwork,
    certificates: Map<string, CheckResult> | undefined,
  ): CheckResult | Promise<CheckResult> {
    const { check, host, layer, plan, port, protocol } = endpoint;
    const connection = this.connectionTo(port, probed);
    if (!connection) {
      return skipped(layer, check, 'no connection to the port');
    }
    const {
      network: { attempt },
      start,
    } = probed;
    if (check === this.overUdp?.check && attempt?.answer) {
      return toCheck(layer, check, judgeTime(attempt.answer, plan, now() - start), start);
    }
    const certificate = PROTOCOLS[protocol].secure ? certificates?.get(certificateKey({ port, host })) : undefined;
    if (certificate && !handshakeDone(certificate)) {
      return skipped(layer, check, 'no TLS handshake');
    }
    const deadline = new Deadline(plan.timeoutMs, this.run);
    return this.check(layer, check, () =>
      PROTOCOLS[protocol].probe({
        plan,
        host,
        authority: formatAuthority(host, port),
        address: connection.address,
        port,
        deadline,
        secrets: this.secrets,
        allowLocal: this.options.allowLocal,
        open: () => connection.open(port, deadline),
      }),
    );
  }

  private async certificate(
    connection: ReusableConnection | undefined,
    { port, host, days, timeoutMs }: CertificateCheck,
  ): Promise<CheckResult> {
    if (!connection) {
      return skipped('TLS', 'certificate', 'no connection to the port');
    }
    return this.check('TLS', 'certificate', async () => {
      const deadline = new Deadline(timeoutMs, this.run);
      const { socket, finding } = await connection.open(port, deadline);
      return socket ? probeCertificate(socket, host, days, deadline) : finding;
    });
  }

  private async check(layer: ProbeLayer, check: CheckName, run: () => Promise<Finding>): Promise<CheckResult> {
    const start = now();
    try {
      return toCheck(layer, check, await run(), start);
    } catch (error) {
      return toCheck(layer, check, proberFinding(error), start);
    }
  }
}
