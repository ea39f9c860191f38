import { randomInt } from 'node:crypto';
import type { KnownDialogue } from './known-dialogue';

const HEADER = 12;
/** One question: name `.`, type NS, class IN. Resolvers and servers of all kinds have some answer to it. */
const QUESTION = Buffer.from([0, 0, 2, 0, 1]);
const RECURSION_DESIRED = 0x0100;
const RESPONSE = 0x8000;
const SERVER_FAILURE = 2;

/**
 * Asks for the name servers of the root (RFC 1035). Any answer proves a DNS server, a refusal to serve the root included; only a
 * server failure is one.
 */
export function dnsDialogue(): KnownDialogue {
  const request = Buffer.alloc(HEADER + QUESTION.length);
  const id = randomInt(0x10000);
  request.writeUInt16BE(id, 0);
  request.writeUInt16BE(RECURSION_DESIRED, 2);
  request.writeUInt16BE(1, 4); // one question
  QUESTION.copy(request, HEADER);
  return { name: 'DNS', request, judge: (answer) => judge(answer, id) };
}

function judge(answer: Buffer, id: number): ReturnType<KnownDialogue['judge']> {
  if (answer.length < HEADER) { return { outcome: 'PROTOCOL_ERROR', detail: `an answer of ${answer.length} bytes` }; }
  if (answer.readUInt16BE(0) !== id) { return { outcome: 'PROTOCOL_ERROR', detail: 'an answer with another id' }; }
  const flags = answer.readUInt16BE(2);
  if (flags < RESPONSE) { return { outcome: 'PROTOCOL_ERROR', detail: 'a query instead of a response' }; }
  const code = flags % 16;
  return { outcome: code === SERVER_FAILURE ? 'UNHEALTHY' : 'OK', detail: `response code ${code}` };
}
