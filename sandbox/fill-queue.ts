import { connect, type Socket } from 'node:net';
import { hang, type Undo } from './faults';
import type { Container } from './tasks/container';
import type { Task } from './tasks/task';

/** More than the longest queue that Linux gives a listener by default. */
const MOST_CLIENTS = 4200;
const AT_ONCE = 128;
/** A connection attempt that the kernel of the same machine has not answered by then was dropped. */
const DROPPED_MS = 250;

/**
 * Hangs the process and connects to it until its accept queue is full: Linux then drops further attempts, as a hung process looks like
 * under traffic. https://man7.org/linux/man-pages/man2/listen.2.html
 */
export async function fillQueue(task: Task, container: Container): Promise<Undo> {
  const proceed = hang(task, container.name);
  const clients: Socket[] = [];
  const queue = async () => new Promise<boolean>((resolve) => {
    const client = connect({ host: task.address, port: container.model.ports[0] });
    // Late timers come before answers that are there already: those are read first.
    const timer = setTimeout(() => setImmediate(() => resolve(false)), DROPPED_MS);
    client.once('connect', () => { clearTimeout(timer); resolve(true); }).on('error', () => undefined);
    clients.push(client);
  });
  let accepted = true;
  while (accepted && clients.length < MOST_CLIENTS) {
    accepted = (await Promise.all(Array.from({ length: AT_ONCE }, queue))).every(Boolean);
  }
  const leave = () => clients.forEach((client) => client.destroy());
  void container.process.exited.then(leave);
  return () => { leave(); proceed(); };
}
