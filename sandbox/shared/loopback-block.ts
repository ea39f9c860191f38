import { createServer, type Server } from 'node:net';

/**
 * Holding a listener here is what reserves a block for one sandbox among all on the machine. It is below the ports that systems give
 * assign to programs that request any port: such a listener on all addresses would block every block.
 */
const LOCK_PORT = 29080;
const FIRST_HOST = 2;
const LAST_HOST = 254;

/** A task's own loopback: the address beside its own in 127.81.0.0/16, which belongs to the same block. */
export function loopbackOf(address: string): string {
  return address.replace(/^127\.80\./, '127.81.');
}

/**
 * A block of loopback addresses, 127.80.x.0/24, that belongs to one sandbox as long as it runs: every task gets its own address, and
 * with it the port that its template states, as a task with its own network interface would.
 */
export class LoopbackBlock {
  /** Reserves the first free block, starting at a random one. */
  public static async reserve(): Promise<LoopbackBlock> {
    const start = Math.floor(Math.random() * 256);
    let missing = 0;
    for (let offset = 0; offset < 256; offset += 1) {
      const prefix = `127.80.${(start + offset) % 256}`;
      const lock = await listen(`${prefix}.1`);
      if (typeof lock === 'object') {
        return new LoopbackBlock(prefix, lock);
      }
      missing += lock === 'missing' ? 1 : 0;
    }
    if (missing === 256) { throw new Error(MISSING); }
    throw new Error(
      `No loopback block is free: 256 sandboxes run on this machine, or a program listens on port ${LOCK_PORT} of all `
        + 'addresses; stop one of them.',
    );
  }

  private readonly used = new Set<string>();
  private next = FIRST_HOST;

  private constructor(private readonly prefix: string, private readonly lock: Server) {}

  /** A free address; an address is reused only after all others were. */
  public take(): string {
    for (let tried = FIRST_HOST; tried <= LAST_HOST; tried += 1) {
      const address = `${this.prefix}.${this.next}`;
      this.next = this.next === LAST_HOST ? FIRST_HOST : this.next + 1;
      if (!this.used.has(address)) {
        this.used.add(address);
        return address;
      }
    }
    throw new Error(
      `No address is free in ${this.prefix}.0/24: the sandbox runs at most ${LAST_HOST - FIRST_HOST + 1} tasks, lower `
        + 'the desired count.',
    );
  }

  public release(address: string): void {
    this.used.delete(address);
  }

  public async close(): Promise<void> {
    await new Promise((resolve) => this.lock.close(resolve));
  }
}

/** What macOS and others say of addresses that nobody has added. */
const MISSING = 'This machine has no loopback addresses beside 127.0.0.1. Linux has all of 127.0.0.0/8; on macOS this adds those of one '
  + 'sandbox until the next start: for i in $(seq 1 254); do sudo ifconfig lo0 alias 127.80.0.$i; '
  + 'sudo ifconfig lo0 alias 127.81.0.$i; done';

async function listen(address: string): Promise<Server | 'taken' | 'missing'> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        resolve('taken');
      } else if (error.code === 'EADDRNOTAVAIL') {
        resolve('missing');
      } else {
        reject(new Error(`Cannot use the loopback address ${address} (${error.code}).`));
      }
    });
    server.listen(LOCK_PORT, address, () => resolve(server));
  });
}
