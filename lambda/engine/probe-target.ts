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

/** What the layers above L4 stand on. */
interface Above {
  readonly network: NetworkProbe;
  readonly way: Way | undefined;
  /** When the target's probe began. */
  readonly start: number;
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
    const endpoints = endpointsOf(target);
    this.endpoints = endpoints.filter((endpoint) => !isPortItself(endpoint, target));
    this.overUdp = udpEndpoint(endpoints, target);
    this.connectMs = (target.liveness ?? target.readiness ?? target).timeoutMs;
  }

  public async probe(): Promise<CheckResult[]> {
    const { host, port } = this.target;
    const approach = this.overUdp ? approachByUdp(port, this.overUdp.plan.dialogue) : approachByTcp(port);
    const start = now();
    const network = await probeNetwork(host, approach, new Deadline(this.connectMs, this.run), this.options.allowLocal);
    const way = network.address === undefined ? undefined : new Way(network.address, port, network);
    try {
      const above = { network, way, start };
      const pending = this.certificates(above);
      const certificates = pending && await pending;
      const worst = certificates && worstCertificate([...certificates.values()]);
      const { closedPorts = [] } = this.target;
      const running = this.endpoints.map((endpoint) => this.endpoint(endpoint, above, certificates));
      if (closedPorts.length > 0) { running.push(probeClosedPorts(network.address, closedPorts, this.connectMs, this.run)); }
      const results = new Array<CheckResult>(running.length);
      // All of them are under way, and none of them rejects.
      for (let at = 0; at < running.length; at++) { results[at] = await running[at]!; }
      return worst ? [network.network, network.port, worst, ...results] : [network.network, network.port, ...results];
    } finally {
      way?.close();
    }
  }

  /** The certificates that the endpoints rely on, by `certificateKey`; undefined, as with most targets, when there are none. */
  private certificates(above: Above): Promise<Map<string, CheckResult>> | undefined {
    const questions = certificatesOf(this.target, this.endpoints);
    return questions && Promise.all([...questions].map(async ([key, question]) => (
      [key, await this.certificate(this.wayTo(question.port, above), question)] as const
    ))).then((results) => new Map(results));
  }

  /** The way to one of the target's ports, when nothing below it is known to be shut. */
  private wayTo(port: number, { network, way }: Above): Way | undefined {
    return port !== this.target.port || network.port.outcome === 'OK' ? way : undefined;
  }

  private endpoint(endpoint: Endpoint, above: Above, certificates: Map<string, CheckResult> | undefined): CheckResult | Promise<CheckResult> {
    const { check, host, layer, plan, port, protocol } = endpoint;
    const way = this.wayTo(port, above);
    if (!way) { return skipped(layer, check, 'no connection to the port'); }
    const { network: { reach }, start } = above;
    if (check === this.overUdp?.check && reach?.answer) { return toCheck(layer, check, judgeTime(reach.answer, plan, now() - start), start); }
    const certificate = PROTOCOLS[protocol].secure ? certificates?.get(certificateKey({ port, host })) : undefined;
    if (certificate && !handshakeDone(certificate)) { return skipped(layer, check, 'no TLS handshake'); }
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

  private async certificate(way: Way | undefined, { port, host, days, timeoutMs }: CertificateQuestion): Promise<CheckResult> {
    if (!way) { return skipped('TLS', 'certificate', 'no connection to the port'); }
    return this.check('TLS', 'certificate', async () => {
      const deadline = new Deadline(timeoutMs, this.run);
      const { socket, finding } = await way.open(port, deadline);
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
