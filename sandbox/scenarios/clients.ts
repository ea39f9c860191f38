import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Undo } from '../faults';
import type { Sandbox } from '../sandbox';

const LONGEST_BODY = 200;

/** What a client was answered. */
export interface ClientAnswer {
  /** Port of the listener that it asked. */
  readonly port: number;
  /** 0 where there was no answer. */
  readonly status: number;
  /** Its beginning. */
  readonly body: string;
}

/** Sends requests at a steady rate, whether or not those before were answered, until it is told to end or the sandbox stops. */
export function askAgainAndAgain(
  sandbox: Pick<Sandbox, 'pause'>, url: string, perSecond: number, onAnswer: (answer: Omit<ClientAnswer, 'port'>) => void,
): Undo {
  let ended = false;
  const ask = () => {
    const end = (status: number, body = '') => { if (!ended) { onAnswer({ status, body: body.slice(0, LONGEST_BODY).trim() }); } };
    get(url, { agent: false }, (response) => {
      void text(response).then((body) => end(response.statusCode ?? 0, body), () => end(0));
    }).on('error', () => end(0));
  };
  const run = async () => {
    while (!ended) {
      ask();
      await sandbox.pause(1000 / perSecond);
    }
  };
  void run().catch(() => { ended = true; });
  return () => { ended = true; };
}
