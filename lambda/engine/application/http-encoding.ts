import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { HttpAnswer } from './http-exchange';
import { BODY_BYTES } from './http-parser';

/** Encodings that servers use although none was asked for. */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  'gzip': createGunzip,
  'x-gzip': createGunzip,
  'deflate': createInflate,
  'br': createBrotliDecompress,
};

/**
 * The answer with its body decoded, up to the cap: a small body can be a very large one. As it is where the encoding is not known, or the
 * body is not in it.
 */
export async function decode(answer: HttpAnswer): Promise<HttpAnswer> {
  const encoding = answer.headers.get('content-encoding')?.trim().toLowerCase();
  const decoder = encoding !== undefined && answer.body.length > 0 && Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  const decoded = decoder && await decodeUpTo(BODY_BYTES, answer.body, decoder());
  if (!decoded) { return answer; }
  const headers = new Map(answer.headers);
  headers.delete('content-encoding');
  return { ...answer, headers, body: decoded.body, cut: answer.cut || decoded.cut };
}

function decodeUpTo(most: number, body: Buffer, decoder: Transform): Promise<{ readonly body: Buffer; readonly cut: boolean } | undefined> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const end = (cut: boolean) => {
      decoder.destroy();
      resolve({ body: Buffer.concat(pieces).subarray(0, most), cut });
    };
    decoder.on('data', (piece: Buffer) => {
      pieces.push(piece);
      length += piece.length;
      if (length > most) { end(true); }
    });
    decoder.on('end', () => end(false));
    // What came before the error may be all that is missing its end, as in a body that was cut.
    decoder.on('error', () => (length > 0 ? end(true) : resolve(undefined)));
    decoder.end(body);
  });
}
