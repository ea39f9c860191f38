import type { Finding } from '../finding';
import { checkMatcher } from '../matcher';
import { dnsDialogue } from './known/dns';
import type { KnownDialogue } from './known/known-dialogue';
import { ntpDialogue } from './known/ntp';
import { stunDialogue } from './known/stun';
import type { DialoguePlan, KnownProtocol } from '../../../src/shared/plan';
import { cleanText } from '../../shared/text';

/** Most of an answer that is read, in bytes. */
export const ANSWER_BYTES = 4096;

const QUOTE_LENGTH = 70;
/** How often an answer is judged while it arrives: one that comes byte by byte must not run a slow pattern for each. */
const MOST_JUDGEMENTS = 20;
const KNOWN: Readonly<Record<KnownProtocol, () => KnownDialogue>> = {
  dns: dnsDialogue,
  ntp: ntpDialogue,
  stun: stunDialogue,
};

/** What is sent to an endpoint once, and the verdict on its answer. */
export interface Dialogue {
  /** Absent where the other side speaks first. */
  readonly request?: Buffer;
  /** The verdict on a complete answer. */
  readonly judge: (answer: Buffer) => Finding;
  /** The verdict on an answer that may go on; undefined while more of it could change the verdict. */
  readonly judgeBeginning: (answer: Buffer) => Finding | undefined;
  /** Whether only the end of an answer shows that it is right. */
  readonly needsEnd: boolean;
}

/** Begins a dialogue over datagrams, each of which is a whole message, or over a stream. */
export function beginDialogue({ known, send, expect }: DialoguePlan, over: 'datagrams' | 'stream'): Dialogue {
  if (known !== undefined) { return known === 'dns' && over === 'stream' ? framed(KNOWN[known]()) : ofKnown(KNOWN[known]()); }
  const judge = (answer: Buffer): Finding => {
    const text = answer.toString('utf8');
    if (!expect) { return { outcome: 'OK', detail: `answered ${JSON.stringify(cleanText(text, QUOTE_LENGTH))}` }; }
    const { ok, detail } = checkMatcher(expect, text);
    return { outcome: ok ? 'OK' : 'UNHEALTHY', detail };
  };
  let judgements = 0;
  return {
    ...send === undefined ? {} : { request: Buffer.from(send, 'base64') },
    judge,
    needsEnd: expect?.not === true,
    judgeBeginning: (answer) => {
      judgements += 1;
      if (expect?.not || judgements > MOST_JUDGEMENTS) { return undefined; }
      const finding = judge(answer);
      return finding.outcome === 'OK' ? finding : undefined;
    },
  };
}

function ofKnown({ name, request, judge }: KnownDialogue): Dialogue {
  const finding = (answer: Buffer): Finding => {
    const { outcome, detail } = judge(answer);
    return { outcome, detail: outcome === 'OK' ? `${name} answered: ${detail}` : `expected a good ${name} answer, got ${detail}` };
  };
  return {
    request,
    needsEnd: false,
    judge: finding,
    judgeBeginning: (answer) => {
      const verdict = finding(answer);
      return verdict.outcome === 'PROTOCOL_ERROR' ? undefined : verdict;
    },
  };
}

/** DNS over TCP puts the length before each message (RFC 1035 section 4.2.2). */
function framed(known: KnownDialogue): Dialogue {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(known.request.length);
  const dialogue = ofKnown({ ...known, judge: (answer) => known.judge(answer.subarray(2)) });
  return { ...dialogue, request: Buffer.concat([length, known.request]) };
}
