import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

const LISTEN = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  // From here on nobody accepts: this thread sleeps for good.
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 10);
});`;

/** A port whose queue is full, so that the kernel drops every SYN: the same silence as behind a security group. */
export async function openFullPort(): Promise<{ port: number; close: () => Promise<unknown> }> {
  const worker = new Worker(LISTEN, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  await new Promise((resolve) => setTimeout(resolve, 40));
  const sockets: Socket[] = [];
  for (let index = 0; index < 4; index += 1) {
    sockets.push(connect({ port, host: '127.0.0.1' }).on('error', () => undefined));
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    port,
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      return worker.terminate();
    },
  };
}
