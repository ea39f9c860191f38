import { handshakeDone, probeCertificate } from './certificate';
import { certificateKey, certificatesOf, type CertificateQuestion, worstCertificate } from './certificates';
import { now } from './clock';
import { probeClosedPorts } from './closed-ports';
import { formatAuthority } from './connect';
import { Deadline } from './deadline';
import { type Endpoint, endpointsOf, isPortItself, udpEndpoint } from './endpoint';
import { type Finding, proberFinding, skipped, toCheck } from './finding';
import { judgeTime } from './latency';
import { approachByTcp, type NetworkProbe, probeNetwork } from './network';
import { PROTOCOLS } from './protocols';
import type { ProbeRequest, ProbeTarget } from './target';
import { approachByUdp } from './udp';
import { Way } from './way';
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

/**
 * Probes one target layer by layer; each layer only where the one below answered. Never rejects: what goes wrong in here is
 * the prober's own fault and says so.
 *
 * @param run deadline of the run that the target belongs to
 * @param secrets values of the endpoints' secret headers
 */
export async function probeTarget(target: ProbeTarget, options: ProbeOptions, run?: Deadline, secrets?: ProbeRequest['secrets']): Promise<TargetProbe> {
  try {
    return { id: target.id, checks: await new TargetProber(target, options, run, secrets).probe() };
  } catch (error) {
    return { id: target.id, checks: [toCheck('L3', 'network', proberFinding(error), now()), skipped('L4', 'port', 'the prober failed')] };
  }
}

class TargetProber {
  private readonly endpoints: readonly Endpoint[];
  /** The endpoint that L3 and L4 are proven by where the port is a UDP one. */
  private readonly overUdp: Endpoint | undefined;
  private readonly connectMs: number;

  constructor(
    private readonly target: ProbeTarget,
    private readonly options: ProbeOptions,
    private readonly run: Deadline | undefined,
    private readonly secrets: ProbeRequest['secrets'],
  ) {
    this.endpoints = endpointsOf(target).filter((endpoint) => !isPortItself(endpoint, target));
    this.overUdp = udpEndpoint(endpointsOf(target), target);
    this.connectMs = (target.liveness ?? target.readiness ?? target).timeoutMs;
  }

  public async probe(): Promise<CheckResult[]> {
    const { host, port } = this.target;
    const approach = this.overUdp ? approachByUdp(port, this.overUdp.plan.dialogue) : approachByTcp(port);
    const start = now();
    const network = await probeNetwork(host, approach, new Deadline(this.connectMs, this.run), this.options.allowLocal);
    const way = network.address === undefined ? undefined : new Way(network.address, port, network);
    try {
      return [network.network, network.port, ...await this.probeAbove(network, way, start)];
    } finally {
      way?.close();
    }
  }

  private async probeAbove(network: NetworkProbe, way: Way | undefined, start: number): Promise<CheckResult[]> {
    const { address, reach } = network;
    const wayTo = (port: number) => (port !== this.target.port || network.port.outcome === 'OK' ? way : undefined);

    const questions = [...certificatesOf(this.target, this.endpoints)];
    const tls = new Map(await Promise.all(questions.map(async ([key, question]) => (
      [key, await this.certificate(wayTo(question.port), question)] as const
    ))));

    const endpoints = this.endpoints.map(async (endpoint) => {
      const { check, host, layer, plan, port } = endpoint;
      const open = wayTo(port);
      if (!open) { return skipped(layer, check, 'no connection to the port'); }
      if (check === this.overUdp?.check && reach?.answer) { return toCheck(layer, check, judgeTime(reach.answer, plan, now() - start), start); }
      const certificate = PROTOCOLS[endpoint.protocol].secure ? tls.get(certificateKey({ port, host })) : undefined;
      return certificate && !handshakeDone(certificate) ? skipped(layer, check, 'no TLS handshake') : this.endpoint(open, endpoint);
    });
    const { closedPorts = [] } = this.target;
    const closed = closedPorts.length > 0 ? [probeClosedPorts(address, closedPorts, this.connectMs, this.run)] : [];
    const worst = worstCertificate([...tls.values()]);
    return [...worst ? [worst] : [], ...await Promise.all([...endpoints, ...closed])];
  }

  private async certificate(way: Way | undefined, { port, host, days, timeoutMs }: CertificateQuestion): Promise<CheckResult> {
    if (!way) { return skipped('TLS', 'certificate', 'no connection to the port'); }
    return this.check('TLS', 'certificate', async () => {
      const deadline = new Deadline(timeoutMs, this.run);
      const { socket, finding } = await way.open(port, deadline);
      return socket ? probeCertificate(socket, host, days, deadline) : finding;
    });
  }

  private endpoint(way: Way, { check, host, layer, plan, port, protocol }: Endpoint): Promise<CheckResult> {
    const deadline = new Deadline(plan.timeoutMs, this.run);
    return this.check(layer, check, () => PROTOCOLS[protocol].probe({
      plan,
      host,
      authority: formatAuthority(host, port),
      address: way.address,
      port,
      deadline,
      secrets: this.secrets,
      allowLocal: this.options.allowLocal,
      open: () => way.open(port, deadline),
    }));
  }

  private async check(layer: ProbeLayer, check: CheckName, run: () => Promise<Finding>): Promise<CheckResult> {
    const start = now();
    return toCheck(layer, check, await run().catch(proberFinding), start);
  }
}
