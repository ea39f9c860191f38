import { randomBytes } from 'node:crypto';
import type { KnownDialogue } from './known-dialogue';
import { isMissing } from '../../application/status-codes';

const HEADER = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;
const MAGIC_COOKIE = 0x2112a442;
const ERROR_CODE = 0x0009;

/** Asks for a binding (RFC 8489), as clients do before a call. */
export function stunDialogue(): KnownDialogue {
  const request = Buffer.alloc(HEADER);
  request.writeUInt16BE(BINDING_REQUEST, 0);
  request.writeUInt32BE(MAGIC_COOKIE, 4);
  const transaction = randomBytes(12);
  transaction.copy(request, 8);
  return { name: 'STUN', request, judge: (answer) => judge(answer, request.subarray(4)) };
}

/** @param marks magic cookie and transaction id */
function judge(answer: Buffer, marks: Buffer): ReturnType<KnownDialogue['judge']> {
  if (answer.length < HEADER || answer.readUInt16BE(2) !== answer.length - HEADER) {
    return { outcome: 'PROTOCOL_ERROR', detail: `an answer of ${answer.length} bytes that is no STUN message` };
  }
  if (!answer.subarray(4, HEADER).equals(marks)) { return { outcome: 'PROTOCOL_ERROR', detail: 'an answer to another transaction' }; }
  const type = answer.readUInt16BE(0);
  if (type === BINDING_SUCCESS) { return { outcome: 'OK', detail: 'a binding' }; }
  if (type !== BINDING_ERROR) { return { outcome: 'PROTOCOL_ERROR', detail: `a message of type ${type}` }; }
  const code = errorCode(answer);
  return { outcome: isMissing(code) ? 'MISSING' : 'UNHEALTHY', detail: `error ${code || 'without a code'}` };
}

/** The code in the first ERROR-CODE attribute, 0 where there is none. */
function errorCode(answer: Buffer): number {
  for (let at = HEADER; at + 4 <= answer.length;) {
    const length = answer.readUInt16BE(at + 2);
    if (answer.readUInt16BE(at) === ERROR_CODE && length >= 4 && at + 8 <= answer.length) {
      return (answer[at + 6]! % 8) * 100 + answer[at + 7]!;
    }
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return 0;
}
