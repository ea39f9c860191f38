import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { chainOf, type ChainLink } from './certificate-chain';
import { now, since, today } from '../clock';
import { type Deadline, untilDeadline } from '../deadline';
import { type Finding, lateFinding } from '../finding';
import { isRevoked } from './ocsp';
import { DAY_MS } from '../../../src/shared/time';
import { answerFinding } from '../transport/socket-error';

/** A certificate with fewer days left than this is about to expire. */
export const EXPIRING_DAYS = 14;

/** Faults of a chain that count at an address too, where neither name nor issuer can be judged. */
const ALWAYS_INVALID = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_SIGNATURE_FAILURE']);

/** What the commonest of OpenSSL's codes mean to a person. */
const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its root is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the chain is incomplete or its issuer is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the chain is incomplete',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the chain is incomplete or its issuer is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for other names',
};

/**
 * Starts TLS on an open connection without judging the certificate: an expired one must be read, not only refused, and
 * the layers above are probed all the same.
 */
export function startTls(socket: Socket, host: string, protocols?: string[], requestOCSP: boolean = false): TLSSocket {
  const secure = connect({
    socket,
    // A name in SNI must not be an address (RFC 6066).
    ...isIP(host) ? {} : { servername: serverName(host) },
    ...protocols ? { ALPNProtocols: protocols } : {},
    ...requestOCSP ? { requestOCSP } : {},
    rejectUnauthorized: false,
  });
  secure.on('error', () => undefined); // also after the probe is over: an error that nobody hears would end the process
  return secure;
}

/**
 * Probes TLS on a connection of its own, over which nothing but the handshake goes: the handshake, the dates of every certificate
 * of the chain, its signatures up to a trusted root, the name, and a revocation that the server itself staples. Tasks are mostly
 * probed by address, where name and issuer say nothing; there only the rest counts.
 *
 * Not checked: revocation that the server does not staple (no request is sent to responders or lists), the
 * signature of what it does staple, transparency logs.
 *
 * @param host the name that the certificate has to be for, or an address
 * @param days fewer days left are too few
 */
export function probeCertificate(socket: Socket, host: string, days: number, deadline: Deadline): Promise<Finding> {
  return untilDeadline<Finding>(deadline, () => lateFinding(deadline, 'connected, but no TLS handshake'), (settle) => {
    const start = now();
    let stapled: Buffer | undefined;
    const secure = startTls(socket, host, undefined, true);
    secure.on('OCSPResponse', (response: Buffer | null) => { stapled = response ?? undefined; });
    secure.on('secureConnect', () => settle({ ...judgeCertificate(secure, host, days, stapled), phases: { tls: since(start) } }));
    secure.on('error', (error) => settle(answerFinding(error, 'TLS')));
    secure.on('close', () =>
      settle({ outcome: 'PROTOCOL_ERROR', detail: 'connected, but the target closed the connection during the TLS handshake' }),
    );
    return () => {
      // After a handshake the connection ends in good order, so that no server logs an error for every probe.
      if (secure.authorized || secure.authorizationError) { return secure.destroySoon(); }
      secure.destroy();
      socket.destroy();
    };
  });
}

/** Whether a finding of `probeCertificate` shows that TLS itself works. */
export function handshakeDone(finding: Pick<Finding, 'outcome'>): boolean {
  return finding.outcome === 'OK' || finding.outcome === 'CERTIFICATE_INVALID' || finding.outcome === 'CERTIFICATE_EXPIRING';
}

/** What the certificate of a finished handshake comes to; whatever makes it invalid comes before its end being near. */
export function judgeCertificate(secure: TLSSocket, host: string, minimumDays: number = EXPIRING_DAYS, stapled?: Buffer): Finding {
  const chain = chainOf(secure);
  const [leaf] = chain;
  if (!leaf) { return invalid('expected a certificate, got none that can be read'); }
  for (const link of chain) {
    if (link.until < today()) {
      return invalid(`${link.words} expired on ${day(link.until)}, ${Math.ceil((today() - link.until) / DAY_MS)} days ago`);
    }
    if (link.from > today()) { return invalid(`${link.words} is not valid before ${day(link.from)}`); }
  }
  if (stapled && isRevoked(stapled, leaf.serial)) { return invalid('certificate is revoked: the server staples that itself'); }
  const reason = chainError(secure);
  if (reason && (!isIP(host) || ALWAYS_INVALID.has(reason))) {
    return invalid(`certificate is not valid for ${host} (${reason})${reason in REASONS ? `: ${REASONS[reason]}` : ''}`);
  }
  return judgeDays(
    secure.getProtocol() ?? 'TLS',
    chain,
    minimumDays,
    isIP(host) ? 'name and issuer not judged at an address' : `chain and name ${host} verified`,
  );
}

/** A chain ends when the first of its certificates does. */
function judgeDays(version: string, chain: readonly ChainLink[], minimumDays: number, scope: string): Finding {
  const first = chain.reduce((left, right) => (right.until < left.until ? right : left));
  const days = Math.floor((first.until - today()) / DAY_MS);
  if (days < minimumDays) {
    return {
      outcome: 'CERTIFICATE_EXPIRING',
      detail: `${version}, ${first.words} expires on ${day(first.until)}: ${days} days left, expected at least ${minimumDays}`,
    };
  }
  return { outcome: 'OK', detail: `${version}, ${first.words} valid until ${day(first.until)} (${days} days), ${scope}` };
}

/** Node types this as an Error, but gives the code as a string. */
function chainError(secure: TLSSocket): string | undefined {
  const error: unknown = secure.authorizationError;
  if (!error) { return undefined; }
  return typeof error === 'string' ? error : (error as NodeJS.ErrnoException).code ?? 'INVALID';
}

function invalid(detail: string): Finding {
  return { outcome: 'CERTIFICATE_INVALID', detail };
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A fully qualified name may end in a dot, which certificates and SNI leave out. */
function serverName(host: string): string {
  return host.replace(/\.$/, '');
}
