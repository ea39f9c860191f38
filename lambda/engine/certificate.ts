import { isIP, type Socket } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { today } from './clock';
import { type Deadline, untilDeadline } from './deadline';
import { type Finding, lateFinding } from './finding';
import { answerFinding } from './socket-error';

/** A certificate with fewer days left than this is about to expire. */
export const EXPIRING_DAYS = 14;

const DAY_MS = 86_400_000;
/** Faults of a chain that count at an address too, where neither name nor issuer can be judged. */
const ALWAYS_INVALID = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_SIGNATURE_FAILURE']);

/**
 * Starts TLS on an open connection without judging the certificate: an expired one must be read, not only refused, and
 * what lies above it is worth a look all the same.
 */
export function startTls(socket: Socket, host: string, protocols?: string[]): TLSSocket {
  const secure = connect({
    socket,
    // A name in SNI must not be an address (RFC 6066).
    ...(isIP(host) ? {} : { servername: serverName(host) }),
    ...(protocols ? { ALPNProtocols: protocols } : {}),
    rejectUnauthorized: false,
  });
  secure.on('error', () => undefined); // also after the probe is over: an error that nobody hears would end the process
  return secure;
}

/**
 * Probes TLS on a connection of its own, over which nothing but the handshake goes: the handshake, the chain, the name and the
 * days left. Tasks are probed by address, where name and issuer say nothing; there only the dates count.
 */
export function probeCertificate(socket: Socket, host: string, deadline: Deadline): Promise<Finding> {
  return untilDeadline<Finding>(deadline, () => lateFinding(deadline, 'connected, but no TLS handshake'), (settle) => {
    const secure = startTls(socket, host);
    secure.on('secureConnect', () => settle(judge(secure, host)));
    secure.on('error', (error) => settle(answerFinding(error, 'TLS')));
    secure.on('close', () => settle({ outcome: 'PROTOCOL_ERROR', detail: 'connected, but the target closed the connection during the TLS handshake' }));
    return () => {
      // After a handshake the connection ends in good order, so that no server logs an error for every probe.
      if (secure.authorized || secure.authorizationError) { return secure.destroySoon(); }
      secure.destroy();
      socket.destroy();
    };
  });
}

/** Whether a finding of `probeCertificate` shows that TLS itself works. */
export function handshakeDone(finding: Finding): boolean {
  return finding.outcome === 'OK' || finding.outcome === 'CERTIFICATE_INVALID' || finding.outcome === 'CERTIFICATE_EXPIRING';
}

function judge(secure: TLSSocket, host: string): Finding {
  const certificate = secure.getPeerCertificate() as PeerCertificate | Record<string, never>;
  const from = Date.parse(certificate.valid_from ?? '');
  const until = Date.parse(certificate.valid_to ?? '');
  if (Number.isNaN(from) || Number.isNaN(until)) { return invalid('expected a certificate, got none that can be read'); }
  const days = Math.floor((until - today()) / DAY_MS);
  if (until < today()) { return invalid(`certificate expired on ${day(until)}, ${-days} days ago`); }
  if (from > today()) { return invalid(`certificate is not valid before ${day(from)}`); }

  const reason = chainError(secure);
  if (reason && (!isIP(host) || ALWAYS_INVALID.has(reason))) {
    return invalid(`certificate is not valid for ${host} (${reason})`);
  }
  const version = secure.getProtocol() ?? 'TLS';
  if (days < EXPIRING_DAYS) {
    return { outcome: 'CERTIFICATE_EXPIRING', detail: `${version}, certificate expires on ${day(until)}: ${days} days left, expected at least ${EXPIRING_DAYS}` };
  }
  const scope = isIP(host) ? 'name and issuer not judged at an address' : `chain and name ${host} verified`;
  return { outcome: 'OK', detail: `${version}, certificate valid until ${day(until)} (${days} days), ${scope}` };
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
