import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { FrameByFrame } from '../../../../lambda/engine/application/http2-frames';
import { cut } from '../../hostile/fuzz-judge';

const frame = fc.uint8Array({ maxLength: 200 }).map((payload) => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([head, payload]);
});

/** What is read of a connection that gets these pieces and ends. */
async function read(pieces: readonly Buffer[]): Promise<Buffer[]> {
  const connection = new PassThrough();
  const frames: Buffer[] = [];
  const ended = new Promise((resolve) => {
    new FrameByFrame(connection).on('data', (chunk: Buffer) => frames.push(chunk)).on('end', resolve);
  });
  pieces.forEach((piece) => connection.write(piece));
  connection.end();
  await ended;
  return frames;
}

test('frames are read one by one, however they arrive, and what is left at the end last', async () => {
  await fc.assert(fc.asyncProperty(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(2000)), fc.nat(8), async (frames, places, left) => {
    const rest = left > 0 ? [Buffer.alloc(left)] : [];
    const bytes = Buffer.concat([...frames, ...rest]);
    expect((await read(cut(bytes, places))).map(String)).toEqual([...frames, ...rest].map(String));
  }));
});

test('an answer whose end comes with it is read to its end', async () => {
  const bytes = Buffer.concat(Array.from({ length: 5 }, () => Buffer.alloc(9)));
  const server = createServer((socket) => { socket.end(bytes); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const framed = new FrameByFrame(connect((server.address() as AddressInfo).port, '127.0.0.1'));
  const frames: Buffer[] = [];
  framed.on('data', (chunk: Buffer) => frames.push(chunk));
  await once(framed, 'end');
  expect(frames).toHaveLength(5);
  framed.destroy();
  await new Promise((resolve) => { server.close(resolve); });
});

test('nobody waits for the end of a frame that is too large', async () => {
  const connection = new PassThrough();
  const first = new Promise((resolve) => { new FrameByFrame(connection).once('data', resolve); });
  connection.write('HTTP/1.1 400 Bad Request\r\n\r\n');
  expect(String(await first)).toBe('HTTP/1.1 400 Bad Request\r\n\r\n');
});

test('what is written goes out, and the end of either side is the end of both', async () => {
  const connection = new PassThrough();
  const framed = new FrameByFrame(connection);
  const closed = new Promise((resolve) => { framed.on('error', () => undefined).on('close', resolve); });
  framed.write('hello');
  connection.destroy(new Error('reset'));
  await closed;
  expect(framed.destroyed).toBe(true);
  const other = new PassThrough();
  new FrameByFrame(other).destroy();
  expect(other.destroyed).toBe(true);
});
