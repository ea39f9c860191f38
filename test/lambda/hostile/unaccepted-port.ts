import { Worker } from 'node:worker_threads';

const LISTEN = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
  parentPort.postMessage(server.address().port);
  // From here on nobody accepts: this thread sleeps for good, and the kernel goes on shaking hands.
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 10);
});`;

/** A port whose process is stopped: connections stand, and nobody ever looks at them. */
export async function openUnacceptedPort(): Promise<{ port: number; close: () => Promise<unknown> }> {
  const worker = new Worker(LISTEN, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  await new Promise((resolve) => setTimeout(resolve, 40));
  return { port, close: () => worker.terminate() };
}
