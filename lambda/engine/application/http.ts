import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Call } from '../call';
import { now, since } from '../clock';
import type { Finding } from '../finding';
import { decode } from './http-encoding';
import { exchangeHttp, type HttpAnswer } from './http-exchange';
import { judgeAnswer, wantsBody } from './http-judge';
import { type Hop, isRedirect, isSameOrigin, keyOf, MOST_HOPS, nextHop, notFollowed } from './http-redirect';
import { encodeRequest, requestOf, UnsendableRequest } from './http-request';
import { type Secrets, secretsOf } from './http-secrets';
import type { HttpEndpointPlan } from '../../../src/shared/plan';
import type { Phases } from '../../shared/check-result';
import { resolveHost } from '../network/address';
import { judgeCertificate, startTls } from '../tls/certificate';
import { type Connection, formatAuthority, openConnection } from '../transport/connect';

/**
 * Probes an HTTP(S) endpoint over a fresh connection and judges its answer; redirects are followed as far as the plan allows.
 * Secrets go to the endpoint's own scheme, host and port alone, over TLS only after the certificate of that very connection is
 * found fine, and are in nothing that comes back.
 *
 * @param before where the time until the connection went
 */
export async function probeHttp(socket: Socket, call: Call<HttpEndpointPlan>, before: Phases = {}): Promise<Finding> {
  const secrets = secretsOf(call.plan, call.secrets);
  if (secrets.missing !== undefined) {
    socket.destroy();
    return { outcome: 'PROBER', detail: `the value of secret header ${secrets.missing} was not handed to the prober` };
  }
  try {
    const probe = new HttpProbe(call, secrets, before);
    return secrets.redactFinding(await probe.conclude(await probe.send(socket)));
  } catch (error) {
    socket.destroy();
    if (!(error instanceof UnsendableRequest)) { throw error; }
    return { outcome: 'PROBER', detail: `the prober cannot send the request: ${error.message}` };
  }
}

class HttpProbe {
  private readonly start = now();
  private readonly first: Hop;

  constructor(private readonly call: Call<HttpEndpointPlan>, private readonly secrets: Secrets, private readonly before: Phases) {
    const { host, port, plan } = call;
    this.first = { secure: plan.protocol === 'https', host, port, request: requestOf(plan, secrets.headers) };
  }

  /** What the first answer comes to, once redirects are followed as far as the plan allows. */
  public conclude(answer: HttpAnswer | Finding): Finding | Promise<Finding> {
    if ('outcome' in answer) { return answer; }
    return isRedirect(answer, this.call.plan) ? this.follow(answer) : this.judge(answer);
  }

  private judge(answer: HttpAnswer): Finding | Promise<Finding> {
    const ms = now() - this.start + (this.before.connect ?? 0);
    return answer.headers.has('content-encoding')
      ? decode(answer).then((decoded) => this.judgeDecoded(decoded, ms))
      : this.judgeDecoded(answer, ms);
  }

  private judgeDecoded(answer: HttpAnswer, ms: number): Finding {
    const { plan, authority } = this.call;
    const { outcome, detail, components } = judgeAnswer(answer, plan, this.secrets, authority, ms);
    return { outcome, detail, components, phases: answer.phases };
  }

  /** Goes from stop to stop; the phases are those of the last one. */
  private async follow(redirect: HttpAnswer): Promise<Finding> {
    const { plan } = this.call;
    const visited = new Set<string>();
    let hop = this.first;
    let answer = redirect;
    let phases = redirect.phases;
    for (;;) {
      if (this.secrets.occurIn(answer.headers.get('location') ?? '')) {
        return { ...notFollowed(answer, plan, 'whose location repeats a secret header'), phases };
      }
      visited.add(keyOf(hop));
      const next = nextHop(hop, answer, plan);
      if ('outcome' in next) { return { ...next, phases }; }
      if (visited.has(keyOf(next))) { return { ...notFollowed(answer, plan, 'that leads back: a loop'), phases }; }
      if (visited.size > MOST_HOPS) { return { ...notFollowed(answer, plan, `after ${MOST_HOPS} others`), phases }; }

      const { socket, finding } = await this.connect(next, answer);
      if (!socket) { return finding; }
      const result = await this.send(socket, next);
      phases = { ...finding.phases, ...result.phases };
      if ('outcome' in result) { return { ...result, phases }; }
      if (!isRedirect(result, plan)) { return { ...await this.judge(result), phases }; }
      hop = next;
      answer = result;
    }
  }

  public send(socket: Socket, hop = this.first): Promise<HttpAnswer | Finding> {
    const { plan, authority, deadline } = this.call;
    const atHome = hop === this.first || isSameOrigin(hop, this.first);
    return exchangeHttp(socket, {
      request: encodeRequest(hop.request, atHome ? authority : formatAuthority(hop.host, hop.port)),
      isHead: hop.request.method === 'HEAD',
      wantsBody: (status, headers) => wantsBody(plan, status, headers),
      ...hop.secure ? {
        startTls: (plain: Socket) => startTls(plain, hop.host, ['http/1.1']),
        certificateError: (secure: TLSSocket) => this.certificateError(hop, secure, atHome),
      } : {},
    }, deadline);
  }

  /** The endpoint's certificate has a check of its own; here it only keeps secrets back. Elsewhere it is judged as any client would. */
  private certificateError({ host }: Hop, secure: TLSSocket, atHome: boolean): Finding | undefined {
    if (atHome && this.secrets.isEmpty) { return undefined; }
    const { outcome, detail } = judgeCertificate(secure, host);
    if (outcome === 'OK' || outcome === 'CERTIFICATE_EXPIRING') { return undefined; }
    return atHome
      ? { outcome: 'SKIPPED', detail: `the secret headers were not sent: ${detail}` }
      : { outcome: 'MISSING', detail: `redirected to ${host}: ${detail}` };
  }

  /** The endpoint's own address is pinned; that of any other host is looked up, and refused where it is never a target. */
  private async connect({ host, port }: Hop, answer: HttpAnswer): Promise<Connection> {
    const { address, allowLocal, deadline } = this.call;
    if (host.toLowerCase() === this.first.host.toLowerCase()) { return openConnection(address, port, deadline); }
    const start = now();
    const resolution = await resolveHost(host, deadline, allowLocal);
    if ('finding' in resolution) {
      const { finding, forbidden } = resolution;
      return { finding: finding.outcome === 'PROBER' && !forbidden ? finding : this.elsewhere(answer, finding) };
    }
    const dns = resolution.isName ? { dns: since(start) } : {};
    let connection: Connection | undefined;
    for (const candidate of resolution.addresses) {
      connection = await openConnection(candidate, port, deadline);
      if (connection.socket || deadline.isOver) { break; }
    }
    const { socket, finding } = connection!; // resolveHost never gives an empty list
    const kept = socket !== undefined || finding.outcome === 'PROBER' ? finding : this.elsewhere(answer, finding);
    return { socket, finding: { ...kept, phases: { ...dns, ...finding.phases } } };
  }

  /** A host that cannot be reached is not the one that is probed: its silence must not look like the target's. */
  private elsewhere(answer: HttpAnswer, { detail }: Finding): Finding {
    return notFollowed(answer, this.call.plan, `that leads nowhere: ${detail}`);
  }
}
