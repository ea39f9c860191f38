import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { FormatName } from '../../../../src/shared/plan';
import type { Listeners } from '../listeners';

/** What an on-call engineer wants to be told of an answer. */
export type Wanted = 'UP' | 'DEG' | 'DOWN' | 'OUT' | 'START' | 'CONF' | 'OVER' | 'STBY';

/** An answer of a real system, as its file in `answers/` says it. */
export interface RecordedAnswer {
  readonly id: string;
  readonly system: string;
  readonly path: string;
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly body?: string;
  /** Base64, where the body is no text. */
  readonly raw?: string;
  readonly encoding?: 'gzip' | 'deflate' | 'br';
  readonly chunked?: boolean;
  readonly format: FormatName;
  readonly want: Wanted;
  /** Components that must be told, or the list that they stand in. */
  readonly names: readonly string[];
  /** A word that must be told. */
  readonly says?: string;
}

const FOLDER = join(__dirname, 'answers');

/** All answers, in the order of their files. */
export function recordedAnswers(): readonly RecordedAnswer[] {
  return readdirSync(FOLDER).sort().map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as RecordedAnswer);
}

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

/** The path that an answer is given at; some files add a word about it. */
export function pathOf({ path }: RecordedAnswer): string {
  return path.startsWith('/') ? path.split(' ')[0]! : '/ready';
}

/** Opens a listener that gives an answer at its path, and gives the port. */
export async function play(listeners: Listeners, answer: RecordedAnswer): Promise<number> {
  const { body = '', raw, encoding, chunked, code } = answer;
  const plain = raw === undefined ? Buffer.from(body) : Buffer.from(raw, 'base64');
  const bytes = encoding ? ENCODERS[encoding](plain) : plain;
  const headers = { ...answer.headers, ...encoding ? { 'content-encoding': encoding } : {} };
  return listeners.http((request, response) => {
    if (request.url !== pathOf(answer)) {
      response.writeHead(500).end();
      return;
    }
    // Only what is chunked goes out in two pieces.
    response.writeHead(code, chunked || code === 204 ? headers : { 'content-length': String(bytes.length), ...headers });
    if (chunked) { response.write(bytes.subarray(0, 10)); }
    response.end(chunked ? bytes.subarray(10) : bytes);
  });
}
