import { errorCode, type Finding } from './finding';

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENONET']);
/** Trouble of this machine, which says nothing about the target. */
const OWN = new Set([
  'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ECONNABORTED', 'ENETDOWN', 'EACCES', 'EPERM', 'EAI_AGAIN',
]);

/** What an error before the connection stood says about the target; an unknown one is the prober's own trouble. */
export function connectFinding(error: unknown, where: string): Finding {
  const code = errorCode(error);
  if (code === 'ECONNREFUSED') { return { outcome: 'REFUSED', detail: `${where} refused the connection (${code})` }; }
  // A RST in answer to the SYN is ECONNREFUSED: this one came after the handshake, and before anybody looked.
  if (code === 'ECONNRESET') { return { outcome: 'PROTOCOL_ERROR', detail: `${where} accepted the connection and reset it at once (${code})` }; }
  if (UNREACHABLE.has(code)) { return { outcome: 'UNREACHABLE', detail: `no route to ${where} (${code})` }; }
  if (code === 'ETIMEDOUT') { return { outcome: 'TIMEOUT', detail: `no answer from ${where} (ETIMEDOUT)` }; }
  return { outcome: 'PROBER', detail: `the prober could not connect to ${where} (${code})` };
}

/** What an error after the connection stood says: the target broke off or did not keep to the protocol. */
export function answerFinding(error: unknown, protocol: string): Finding {
  const code = errorCode(error);
  if (OWN.has(code)) { return { outcome: 'PROBER', detail: `the prober could not go on (${code})` }; }
  const what = code === 'ECONNRESET' || code === 'EPIPE' ? `broke off before the ${protocol} answer was complete` : `did not answer in ${protocol}`;
  return { outcome: 'PROTOCOL_ERROR', detail: `connected, but the target ${what} (${code})` };
}
