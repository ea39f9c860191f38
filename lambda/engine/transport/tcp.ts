import type { Socket } from 'node:net';
import type { Call } from '../call';
import { now, since } from '../clock';
import { untilDeadline } from '../deadline';
import { ANSWER_BYTES, beginDialogue } from './dialogue';
import { type Finding, lateFinding } from '../finding';
import { answerFinding } from './socket-error';
import type { TcpEndpointPlan } from '../../../src/shared/plan';

/** An answer whose end is unknown is taken for complete when nothing has followed for so long. */
const QUIET_MS = 150;

/** Says something over an open connection, or nothing, and judges what comes back. Without a dialogue the connection was the proof. */
export async function probeTcp(socket: Socket, { plan: { dialogue: plan }, deadline }: Call<TcpEndpointPlan>): Promise<Finding> {
  if (!plan) {
    socket.destroy();
    return { outcome: 'OK', detail: 'connected' };
  }
  const dialogue = beginDialogue(plan, 'stream');
  const start = now();
  let answer = Buffer.alloc(0);
  let processing: number | undefined;
  const judged = (finding: Finding): Finding => (
    { ...finding, phases: processing === undefined ? {} : { processing, transfer: since(start + processing) } }
  );
  // Whoever has said something, but not enough, is not silent.
  const late = () =>
    answer.length > 0 && !deadline.cutByRun ? judged(dialogue.judge(answer)) : lateFinding(deadline, 'connected, but no answer');
  return untilDeadline<Finding>(deadline, late, (settle) => {
    let quiet: NodeJS.Timeout | undefined;
    const end = () => settle(answer.length > 0
      ? judged(dialogue.judge(answer))
      : { outcome: 'PROTOCOL_ERROR', detail: 'connected, but the target closed the connection without an answer' });
    socket.on('data', (chunk: Buffer) => {
      processing ??= since(start);
      answer = Buffer.concat([answer, chunk.subarray(0, ANSWER_BYTES - answer.length)]);
      const early = dialogue.judgeBeginning(answer);
      if (early) { return settle(judged(early)); }
      if (answer.length >= ANSWER_BYTES) { return end(); }
      clearTimeout(quiet);
      if (dialogue.needsEnd) { quiet = setTimeout(end, QUIET_MS); }
    });
    socket.on('end', end);
    socket.on('close', end);
    socket.on('error', (error) => settle(answerFinding(error, 'TCP')));
    if (dialogue.request) { socket.write(dialogue.request); }
    return () => {
      clearTimeout(quiet);
      socket.destroy();
    };
  });
}
