import { createServer, type Server } from 'node:net';

/**
 * Holding a listener here is what reserves a block for one sandbox among all on the machine. It is below the ports that systems give
 * to whoever asks for any: a stranger's listener on all addresses would block every block.
 */
const LOCK_PORT = 29080;
const FIRST_HOST = 2;
const LAST_HOST = 254;

/**
 * A block of loopback addresses, 127.80.x.0/24, that belongs to one sandbox as long as it runs: every task gets its own address, and
 * with it the port that its template states, as a task with its own network interface would.
 */
export class LoopbackBlock {
  /** Reserves the first free block, looking from a random one on. */
  static async reserve(): Promise<LoopbackBlock> {
    const start = Math.floor(Math.random() * 256);
    for (let offset = 0; offset < 256; offset += 1) {
      const prefix = `127.80.${(start + offset) % 256}`;
      const lock = await listen(`${prefix}.1`);
      if (lock) {
        return new LoopbackBlock(prefix, lock);
      }
    }
    throw new Error(`No loopback block is free: 256 sandboxes run on this machine, or a program listens on port ${LOCK_PORT} of all addresses; stop one of them.`);
  }

  private readonly used = new Set<string>();
  private next = FIRST_HOST;

  private constructor(private readonly prefix: string, private readonly lock: Server) {}

  /** An address that nobody in this sandbox has; addresses come back only after all others were used. */
  take(): string {
    for (let tried = FIRST_HOST; tried <= LAST_HOST; tried += 1) {
      const address = `${this.prefix}.${this.next}`;
      this.next = this.next === LAST_HOST ? FIRST_HOST : this.next + 1;
      if (!this.used.has(address)) {
        this.used.add(address);
        return address;
      }
    }
    throw new Error(`No address is free in ${this.prefix}.0/24: the sandbox runs at most ${LAST_HOST - FIRST_HOST + 1} tasks, lower the desired count.`);
  }

  release(address: string): void {
    this.used.delete(address);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.lock.close(resolve));
  }
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        resolve(undefined);
      } else {
        reject(new Error(`Cannot use the loopback address ${address} (${error.code}). The sandbox needs all of 127.0.0.0/8, as Linux offers it; `
          + 'macOS only knows 127.0.0.1: run the sandbox in a Linux container there.'));
      }
    });
    server.listen(LOCK_PORT, address, () => resolve(server));
  });
}
