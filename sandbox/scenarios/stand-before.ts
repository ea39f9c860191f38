import { connect, type Server, type Socket } from 'node:net';
import type { Container } from '../tasks/container';
import type { Task } from '../tasks/task';

const BOOT_MS = 15_000;
const RELEASE_MS = 5_000;
const POLL_MS = 25;

const behind = new WeakSet<Container>();

/**
 * Puts a server before the process of a container, on the task's own address. The process is started anew behind it, on the task's
 * loopback, and the server takes over while no function looks.
 */
export async function standBefore(task: Task, container: Container, server: Server): Promise<void> {
  if (behind.has(container)) {
    throw new Error(`Faults of answers and faults of certificates cannot happen to the same container ${container.name}.`);
  }
  behind.add(container);
  const [port] = container.model.ports;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await container.moveTo(task.loopback, async () => accepts(task.loopback, port), async () => listen(server, port, task.address));
  void container.process.exited.then(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
}

/** Listens as soon as the process that has just ended has given the port back. */
async function listen(server: Server, port: number, address: string): Promise<void> {
  const deadline = performance.now() + RELEASE_MS;
  for (;;) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve);
      server.listen(port, address, () => { server.off('error', resolve); resolve(undefined); });
    });
    if (!error) { return; }
    if (error.code !== 'EADDRINUSE' || performance.now() > deadline) { throw error; }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Waits until something listens; gives up after a while, for a process may not listen on what it is told. */
async function accepts(host: string, port: number): Promise<void> {
  const deadline = performance.now() + BOOT_MS;
  while (performance.now() < deadline && !await connects(host, port)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function connects(host: string, port: number, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (connected: boolean) => { socket.destroy(); clearTimeout(timer); resolve(connected); };
    const timer = setTimeout(() => end(false), timeoutMs);
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
