import { randomBytes } from 'node:crypto';
import type { KnownDialogue } from './known-dialogue';

const PACKET = 48;
const VERSION_4_CLIENT = 0x23;
const SERVER_MODE = 4;
const UNSYNCHRONISED = 3;
const LAST_STRATUM = 15;
const ORIGIN = 24;
const TRANSMIT = 40;

/**
 * Asks for the time (RFC 5905). The transmit timestamp is random, as RFC 8915 and common clients do: the server hands it back,
 * and nobody learns this machine's clock.
 */
export function ntpDialogue(): KnownDialogue {
  const request = Buffer.alloc(PACKET);
  request[0] = VERSION_4_CLIENT;
  const stamp = randomBytes(8);
  stamp.copy(request, TRANSMIT);
  return { name: 'NTP', request, judge: (answer) => judge(answer, stamp) };
}

function judge(answer: Buffer, stamp: Buffer): ReturnType<KnownDialogue['judge']> {
  if (answer.length < PACKET) { return { outcome: 'PROTOCOL_ERROR', detail: `an answer of ${answer.length} bytes` }; }
  const mode = answer[0]! % 8;
  if (mode !== SERVER_MODE) { return { outcome: 'PROTOCOL_ERROR', detail: `an answer in mode ${mode}, not a server's` }; }
  if (!answer.subarray(ORIGIN, ORIGIN + 8).equals(stamp)) { return { outcome: 'PROTOCOL_ERROR', detail: 'an answer to another request' }; }
  const stratum = answer[1]!;
  if (stratum === 0) { return { outcome: 'UNHEALTHY', detail: `the kiss code ${answer.toString('latin1', 12, 16)}` }; }
  if (stratum > LAST_STRATUM || Math.floor(answer[0]! / 64) === UNSYNCHRONISED) {
    return { outcome: 'UNHEALTHY', detail: 'a clock that is not synchronised' };
  }
  return { outcome: 'OK', detail: `stratum ${stratum}` };
}
