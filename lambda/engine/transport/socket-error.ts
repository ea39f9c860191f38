import { errorCode, type Finding } from '../finding';

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENONET']);
/** Trouble of this machine, which says nothing about the target. */
const OWN = new Set([
  'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ECONNABORTED', 'ENETDOWN', 'EACCES', 'EPERM', 'EAI_AGAIN',
]);

/** What TLS says to bytes that are none of its own. */
const NO_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNKNOWN_PROTOCOL', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_RECORD_LENGTH_MISMATCH', 'ERR_SSL_RECORD_TOO_LARGE',
]);
/** The server has TLS, and none of the protocols that were offered within it (RFC 7301 section 3.2). */
const NO_SUCH_PROTOCOL = new Set(['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'ERR_SSL_NO_APPLICATION_PROTOCOL']);

/** What an error before the connection stood says about the target; an unknown one is the prober's own trouble. */
export function connectFinding(error: unknown, where: string): Finding {
  const code = errorCode(error);
  if (code === 'ECONNREFUSED') { return { outcome: 'REFUSED', detail: `${where} refused the connection (${code})` }; }
  // A RST in answer to the SYN is ECONNREFUSED: this one came after the handshake, and before the result was read.
  if (code === 'ECONNRESET') {
    return { outcome: 'PROTOCOL_ERROR', detail: `${where} accepted the connection and reset it at once (${code})` };
  }
  if (UNREACHABLE.has(code)) { return { outcome: 'UNREACHABLE', detail: `no route to ${where} (${code})` }; }
  if (code === 'ETIMEDOUT') { return { outcome: 'TIMEOUT', detail: `no answer from ${where} (ETIMEDOUT)` }; }
  return { outcome: 'PROBER', detail: `the prober could not connect to ${where} (${code})` };
}

/** What an error after the connection stood says: the target broke off or did not keep to the protocol. */
export function answerFinding(error: unknown, protocol: string): Finding {
  const code = errorCode(error);
  if (OWN.has(code)) { return { outcome: 'PROBER', detail: `the prober could not go on (${code})` }; }
  if (NO_TLS.has(code)) { return { outcome: 'OTHER_PROTOCOL', detail: `expected an answer in TLS, got one in plain text (${code})` }; }
  if (NO_SUCH_PROTOCOL.has(code)) {
    return { outcome: 'OTHER_PROTOCOL', detail: `expected ${protocol} within TLS, which the target refuses (${code})` };
  }
  const what =
    code === 'ECONNRESET' || code === 'EPIPE' ? `broke off before the ${protocol} answer was complete` : `did not answer in ${protocol}`;
  return { outcome: 'PROTOCOL_ERROR', detail: `connected, but the target ${what} (${code})` };
}
